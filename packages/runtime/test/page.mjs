// A page of the determinism test, plain or bundled.
import { train } from "./training.mjs";

globalThis.trainInPage = train;

/** As the README recommends it where there is no shared memory; counts how often the page got a turn meanwhile. */
globalThis.inWorker = async (...call) => {
  const worker = new Worker(new URL("./training.worker.mjs", import.meta.url), { type: "module" });
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  try {
    const outcome = await new Promise((resolve, reject) => {
      worker.addEventListener("message", ({ data }) => resolve(data));
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      worker.postMessage(call);
    });
    return { ...outcome, turns };
  } finally {
    clearInterval(timer);
    worker.terminate();
  }
};

// A browser that nothing drives is told by the address what to call, and tells the server what came out.
if (location.hash) {
  const outcome = await globalThis.inWorker(...JSON.parse(decodeURIComponent(location.hash.slice(1))));
  await fetch(`/outcome/${encodeURIComponent(JSON.stringify(outcome))}`);
}
