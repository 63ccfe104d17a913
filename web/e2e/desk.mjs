import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// The desk takes every SWARMDESK_ variable for a setting, and refuses the ones it does not know.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SWARMDESK_")));

/** Starts the program and waits until it says what `pattern` looks for. */
async function start(program, flags, pattern) {
  const child = spawn(program, flags, { env, stdio: ["ignore", "pipe", "inherit"] });
  const found = await new Promise((resolve, reject) => {
    let words = "";
    child.stdout.on("data", (piece) => {
      words += piece;
      const match = words.match(pattern);
      if (match) resolve(match);
    });
    child.on("exit", () => reject(new Error(`it did not start: ${words}`)));
  });
  const close = async () => {
    child.kill();
    await once(child, "exit");
  };
  return { found, close };
}

/** Starts the real program with a state folder of its own; its first lines hold the address. */
export async function startProgram(program, more = ["--market", "simulated"]) {
  const folder = await mkdtemp(join(tmpdir(), "swarmdesk-e2e-"));
  const dist = fileURLToPath(new URL("../dist", import.meta.url));
  const flags = ["run", "--port", "0", "--state-folder", folder, "--set", `api.web_folder=${dist}`, ...more];
  const { found, close } = await start(program, flags, /(http:\/\/127\.0\.0\.1:\d+)\/#link=\S+\s/);
  const [, url] = found;
  const token = (await readFile(join(folder, "operator.token"), "utf8")).trim();
  const end = async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  };
  return { url, token, isMock: false, close: end };
}

/** Starts a server of scripted models. */
export async function startModels(program) {
  const { found, close } = await start(program, ["llm", "mock", "--port", "0"], /http:\/\/127\.0\.0\.1:\d+/);
  return { url: found[0], close };
}

/**
 * The desk to test against: the one named by SWARMDESK_URL and SWARMDESK_TOKEN, else SWARMDESK_PROGRAM started here, else
 * the mock one, started here.
 */
export async function openDesk() {
  const { SWARMDESK_URL: url, SWARMDESK_TOKEN: token, SWARMDESK_PROGRAM: program } = process.env;
  if (url && token) return { url: url.replace(/\/$/, ""), token, isMock: false, close() {} };
  if (program) return startProgram(program);
  return startMock();
}

/** Starts the mock desk; `settings` are its variables, see mock/server.mjs. */
export async function startMock(settings = {}) {
  const server = spawn(process.execPath, [fileURLToPath(new URL("../mock/server.mjs", import.meta.url))], {
    env: { ...process.env, PORT: "0", TOKEN: "sd_mock", ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(server.stdout, "data");
  const address = String(line).match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
  return { url: address, token: "sd_mock", isMock: true, close: () => server.kill() };
}
