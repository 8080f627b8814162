// One training with everything that could differ between machines: runs as it stands in Node and in pages.

export async function hashTraining(compile, job, options) {
  const executor = await compile(job.artifacts, { deterministic: true, ...options });
  const trainer = await executor.trainer({
    optimizer: { name: "adamw" },
    seed: 20,
    data: job,
    labelSmoothing: 0.05,
    clipNorm: 2,
    movingAverage: { decay: 0.95 },
    augment: { module: job.augment, options: { most: 3 } },
  });
  const results = await trainer.run({ order: job.order, batchSize: job.batchSize, learningRates: 0.003 });
  const sha256 = await sha256Of(executor.weights(), trainer.movingAverageWeights());
  trainer.close();
  const probabilities = await executor.predict(job.images.subarray(0, 784 * 100));
  const { threads, simd } = executor;
  await executor.close();
  return { sha256, loss: results.at(-1).loss, threads, simd, predictions: await sha256Of(probabilities) };
}

/** @param {(ArrayBuffer | Float32Array)[]} parts */
async function sha256Of(...parts) {
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
