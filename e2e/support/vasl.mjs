// `vasl serve` in a folder of its own, started and stopped.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const BINARY = process.env.VASL_BINARY ?? new URL("../../target/debug/vasl", import.meta.url).pathname;

// Nothing listens there: the panel is tried without an Asterisk.
const CONFIGURATION = `
[store]
folder = "state"
[agi]
listen = "127.0.0.1:0"
[panel]
listen = "127.0.0.1:0"
[asterisk]
address = "127.0.0.1:1"
secret = "the-secret"
sounds_folder = "sounds"
[call_flow]
file = "call-flow.toml"
[[time_group]]
name = "office"
[[time_group.period]]
weekdays = ["sat", "sun", "mon", "tue", "wed"]
from = "08:30"
to = "17:30"
`;

// The call centre of the user's page: the queue Support, two operators, key 3 of the menu.
const CALL_FLOW = `
[[extension]]
number = "5050"
name = "سارا"
secret = "phone-secret-5050"
[[extension]]
number = "6065"
name = "علی"
secret = "phone-secret-6065"
[[queue]]
number = "99"
name = "پُشتیبانی"
members = ["5050", "6065"]
[[ivr]]
number = "1"
name = "Main"
failure_destination = "queue:99"
[[ivr.entry]]
key = "3"
destination = "misc:*5003"
[[inbound_route]]
destination = "ivr:1"
`;

/** A module that can be added, as the command line takes it. */
export function module(code, name, ...more) {
  const sides = ["--side", "queue:99", "--side", "extension:5050"];
  return ["module", "add", code, name, "--until", "17:30", ...sides, "--failure", "queue:99", ...more];
}

/**
 * Starts it, and gives its address, the one-time token, and how to stop it. `before` are commands
 * of the command line that are run first: without an Asterisk the running service takes no module.
 */
export async function startVasl({ before = [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "vasl-e2e-"));
  await writeFile(join(folder, "vasl.toml"), CONFIGURATION);
  await writeFile(join(folder, "call-flow.toml"), CALL_FLOW);
  await mkdir(join(folder, "sounds"));
  const config = ["--config", join(folder, "vasl.toml")];
  for (const command of before) await promisify(execFile)(BINARY, [...config, ...command]);
  const child = spawn(BINARY, [...config, "serve"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  let log = "";
  const address = new Promise((resolve, reject) => {
    child.stderr.on("data", (text) => {
      log += text;
      const invited = /(http:\S+)\/first-run\?token=(\w+)/.exec(log);
      if (invited) resolve({ base: invited[1], token: invited[2] });
    });
    ended.then(() => reject(new Error(`vasl serve ended by itself:\n${log}`)));
    setTimeout(() => reject(new Error(`vasl serve did not invite:\n${log}`)), 20_000).unref();
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await address), log: () => log, stop };
  } catch (error) {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
