import { train } from "./training.mjs";

addEventListener("message", async ({ data }) => postMessage(await train(...data)));
