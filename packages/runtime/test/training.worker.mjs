import { predictAmidGarbage, train } from "./training.mjs";

const calls = { predictAmidGarbage, train };

addEventListener("message", async ({ data: [name, ...args] }) => postMessage(await calls[name](...args)));
