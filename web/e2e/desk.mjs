import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The desk to test against: the one named by SWARMDESK_URL and SWARMDESK_TOKEN, else the mock one, started here. */
export async function openDesk() {
  const { SWARMDESK_URL: url, SWARMDESK_TOKEN: token } = process.env;
  if (url && token) return { url: url.replace(/\/$/, ""), token, isMock: false, close() {} };
  const server = spawn(process.execPath, [fileURLToPath(new URL("../mock/server.mjs", import.meta.url))], {
    env: { ...process.env, PORT: "0", TOKEN: "sd_mock" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(server.stdout, "data");
  const address = String(line).match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
  return { url: address, token: "sd_mock", isMock: true, close: () => server.kill() };
}
