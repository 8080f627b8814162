import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const bin = fileURLToPath(new URL("../bin/mnist.js", import.meta.url));
export const picture = (name: string): string =>
  fileURLToPath(new URL(`../../../examples/pictures/${name}`, import.meta.url));

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the real `mnist` in a process of its own; `input` is a file to read as its standard input. */
export function start(args: string[], cwd?: string, input: number | "pipe" = "pipe"): ChildProcess {
  const env = { ...process.env, NO_COLOR: "1" };
  return spawn(process.execPath, [bin, ...args], { cwd, env, stdio: [input, "pipe", "pipe"] });
}

/** Starts it as on a terminal: with a progress bar, which must be taken away for the process to end. */
export function startOnTerminal(args: string[], cwd?: string): ChildProcess {
  const terminal = "data:text/javascript,process.stderr.isTTY=true";
  return spawn(process.execPath, ["--import", terminal, bin, ...args], { cwd });
}

/** Waits for a process to end, and collects what it printed. */
export function outcome(child: ChildProcess): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout!.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr!.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs `mnist ...args` to its end. */
export function mnist(args: string[], cwd?: string): Promise<Outcome> {
  return outcome(start(args, cwd));
}

/** Makes a named pipe: what opens it waits for the other end. */
export function makePipe(path: string): void {
  execFileSync("mkfifo", [path]);
}
