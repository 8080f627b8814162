import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A Python process with scikit-learn that runs one operation at a time. */
export interface ScikitLearn {
  version: string;
  run(operation: string): Promise<{ milliseconds: number; result: unknown }>;
  close(): Promise<void>;
}

/**
 * Starts scikit-learn on the samples in `folder`, with the Python named by the variable PYTHON (default "python3").
 *
 * @throws {Error} when there is no Python, or it has no scikit-learn
 */
export async function startScikitLearn(folder: string): Promise<ScikitLearn> {
  const script = new URL("metrics-peer.py", import.meta.url).pathname;
  const child = spawn(process.env.PYTHON ?? "python3", [script, folder], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const closed = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("set PYTHON to a Python with scikit-learn");
    return JSON.parse(value);
  };
  const { version } = await Promise.race([
    answer(),
    once(child, "error").then(([error]) => Promise.reject(error)),
  ]);
  return {
    version,
    async run(operation) {
      child.stdin.write(`${operation}\n`);
      return answer();
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}
