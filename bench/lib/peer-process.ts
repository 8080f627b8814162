import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that measures on request: it answers each line of JSON with one, after a first one about itself. */
export interface PeerProcess {
  hello: { version: string; [key: string]: unknown };
  ask<Answer>(request: object): Promise<Answer>;
  close(): void;
}

/** Starts a peer and waits until it is ready. @throws Error with the last line of its complaint where it cannot run */
export async function startPeer(command: string, args: string[]): Promise<PeerProcess> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.on("error", (error) => {
    complaint = error.message;
  });
  child.stderr.on("data", (text) => {
    complaint = (complaint + text).slice(-4000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    const reason =
      complaint
        .trim()
        .split("\n")
        .findLast((line) => /error/i.test(line)) ?? "it ended early";
    throw new Error(reason.trim().replaceAll(/\/\S+\//g, ""));
  };
  return {
    hello: await next(),
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return next();
    },
    close: () => child.stdin.end(),
  };
}

/** Starts those peers that can be had; the reasons of the others by their names. */
export async function startPeers(
  commands: Record<string, [string, string[]]>,
): Promise<{ peers: Record<string, PeerProcess>; missing: Record<string, string> }> {
  const peers: Record<string, PeerProcess> = {};
  const missing: Record<string, string> = {};
  const starting = Object.entries(commands).map(async ([name, [command, args]]) => {
    try {
      peers[name] = await startPeer(command, args);
    } catch (error) {
      missing[name] = (error as Error).message;
    }
  });
  await Promise.all(starting);
  for (const [name, reason] of Object.entries(missing)) console.log(`${name} is left out: ${reason}`);
  return { peers, missing };
}
