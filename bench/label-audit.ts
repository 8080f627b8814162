/**
 * Suspected label errors in MNIST: five-fold cross-validation for the training images, one network trained on all of
 * them for the test images. For people to look at; no score anywhere leaves these images out.
 *
 *   npx tsx bench/label-audit.ts
 */
import { loadMnist } from "@mnist/dataset";
import { auditLabels } from "@mnist/model";
import { writeResult } from "./lib/results.js";

const seed = 1;
const mnist = await loadMnist();
const training = await auditLabels({
  data: mnist.train,
  seed,
  onProgress: ({ phase, epoch }) => phase === "epoch" && console.error(`epoch ${epoch}`),
});
const test = await auditLabels({ data: mnist.train, judged: mnist.test, seed });

console.log(`${training.length} suspects among the training images, ${test.length} among the test images.`);
console.table(training.slice(0, 20));
await writeResult("label-audit", { seed, preset: "fast", training, test });
