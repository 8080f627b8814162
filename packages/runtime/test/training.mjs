// What the determinism test runs in a browser, in a page or in a worker: fetches the training and runs it.
import { compile } from "@mnist/runtime";
import { hashTraining } from "./hash-training.mjs";

const fetched = async (name) => (await fetch(`/data/${name}`)).arrayBuffer();

export async function train(threads, batchSize) {
  const artifacts = await (await fetch("/data/model")).json();
  artifacts.weightData = await fetched("weights");
  const job = {
    artifacts,
    images: new Uint8Array(await fetched("images")),
    labels: new Uint8Array(await fetched("labels")),
    order: new Uint32Array(await fetched("order")),
    batchSize,
    augment: `${location.origin}/test/shift.augment.mjs`,
  };
  return { isolated: crossOriginIsolated, ...(await hashTraining(compile, job, { threads })) };
}
