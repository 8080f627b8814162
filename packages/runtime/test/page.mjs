// A page of the determinism test, plain or bundled.
import { train } from "./training.mjs";

globalThis.trainInPage = train;

/** As the README recommends it where there is no shared memory; counts how often the page got a turn meanwhile. */
globalThis.trainInWorker = async (...options) => {
  const worker = new Worker(new URL("./training.worker.mjs", import.meta.url), { type: "module" });
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  try {
    const outcome = await new Promise((resolve, reject) => {
      worker.addEventListener("message", ({ data }) => resolve(data));
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      worker.postMessage(options);
    });
    return { ...outcome, turns };
  } finally {
    clearInterval(timer);
    worker.terminate();
  }
};
