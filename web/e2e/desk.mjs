import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Starts the real program with a state folder of its own; its first words hold the address and the token. */
async function startProgram(program) {
  const folder = await mkdtemp(join(tmpdir(), "swarmdesk-e2e-"));
  const dist = fileURLToPath(new URL("../dist", import.meta.url));
  const flags = ["run", "--market", "simulated", "--port", "0", "--state-folder", folder, "--set", `api.web_folder=${dist}`];
  // The desk takes every SWARMDESK_ variable for a setting, and refuses the ones it does not know.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SWARMDESK_")));
  const desk = spawn(program, flags, { env, stdio: ["ignore", "pipe", "inherit"] });
  const [, url, token] = await new Promise((resolve, reject) => {
    let words = "";
    desk.stdout.on("data", (piece) => {
      words += piece;
      const found = words.match(/(http:\/\/127\.0\.0\.1:\d+)\/#token=(\S+)\s/);
      if (found) resolve(found);
    });
    desk.on("exit", () => reject(new Error(`the desk did not start: ${words}`)));
  });
  const close = async () => {
    desk.kill();
    await once(desk, "exit");
    await rm(folder, { recursive: true, force: true });
  };
  return { url, token, isMock: false, close };
}

/**
 * The desk to test against: the one named by SWARMDESK_URL and SWARMDESK_TOKEN, else SWARMDESK_PROGRAM started here, else
 * the mock one, started here.
 */
export async function openDesk() {
  const { SWARMDESK_URL: url, SWARMDESK_TOKEN: token, SWARMDESK_PROGRAM: program } = process.env;
  if (url && token) return { url: url.replace(/\/$/, ""), token, isMock: false, close() {} };
  if (program) return startProgram(program);
  const server = spawn(process.execPath, [fileURLToPath(new URL("../mock/server.mjs", import.meta.url))], {
    env: { ...process.env, PORT: "0", TOKEN: "sd_mock" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(server.stdout, "data");
  const address = String(line).match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
  return { url: address, token: "sd_mock", isMock: true, close: () => server.kill() };
}
