// A call centre with a real Asterisk: `crates/vasl/examples/call_centre`, and what it is told.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const PROGRAM = process.env.VASL_CALL_CENTRE ?? new URL("../../target/debug/examples/call_centre", import.meta.url).pathname;
const BINARY = process.env.VASL_BINARY ?? new URL("../../target/debug/vasl", import.meta.url).pathname;

/** Opens it: gives the panel's address, the one-time token, and how to make calls. */
export async function openCallCentre() {
  const child = spawn(PROGRAM, [], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, VASL_BINARY: BINARY },
  });
  const ended = once(child, "exit");
  let errors = "";
  child.stderr.on("data", (text) => (errors += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (within) => {
    const late = new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`the call centre does not answer:\n${errors}`)), within).unref();
    });
    const { value, done } = await Promise.race([lines.next(), late]);
    if (done) throw new Error(`the call centre has ended:\n${errors}`);
    const told = JSON.parse(value);
    if (told.error) throw new Error(told.error);
    return told;
  };
  const ask = (command) => {
    child.stdin.write(`${command}\n`);
    return answer(40_000);
  };
  const { base, token } = await answer(90_000);
  return {
    base,
    token,
    call: (number) => ask(`call ${number}`),
    /** A caller who waits for an operator. */
    wait: (operator, number) => ask(`wait ${operator} ${number}`),
    /** A telephone registers as an extension. */
    register: (number, secret) => ask(`register ${number} ${secret}`),
    end: () => ask("end"),
    dial: (code) => ask(`dial ${code}`),
    module: () => ask("module"),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
