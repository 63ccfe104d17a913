/** Starts the program's servers on free ports, and ends them by their own process. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = process.env.SWARMDESK_PROGRAM;
if (!program) throw new Error("SWARMDESK_PROGRAM must name the swarmdesk to test");

/** The environment without what would be taken for settings or keys. */
function plainEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^SWARMDESK_|_API_KEY$/.test(name)));
}

async function start(args) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: plainEnvironment() });
  let said = "";
  const lines = createInterface({ input: child.stdout });
  child.stderr.on("data", (bytes) => (said += bytes));
  const url = await new Promise((resolve, reject) => {
    lines.on("line", (line) => {
      said += `${line}\n`;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`it ended with ${code} and said:\n${said}`)));
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

export const startMock = (...args) => start(["llm", "mock", "--port", "0", ...args]);

/** A gateway on a LiteLLM file with these deployments: `[group, order, model, api_base]`. */
export async function startGateway(deployments, rest = "") {
  const folder = await mkdtemp(join(tmpdir(), "swarmdesk-clients-"));
  const file = join(folder, "litellm.yaml");
  const list = deployments.map(
    ([group, order, model, base]) =>
      `  - model_name: ${group}\n    litellm_params:\n      model: "${model}"\n      order: ${order}\n` +
      (base ? `      api_base: "${base}"\n      api_key: "sk-upstream"\n` : ""),
  );
  await writeFile(file, `model_list:\n${list.join("")}general_settings:\n  master_key: sk-master-key-for-tests\n${rest}`);
  const gateway = await start(["llm", "--config", file, "--port", "0"]);
  return {
    ...gateway,
    key: "sk-master-key-for-tests",
    async stop() {
      await gateway.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
