// What the determinism test runs in a browser, in a page or in a worker: fetches the training and runs it.
import { compile } from "@mnist/runtime";
import { hashTraining } from "./hash-training.mjs";

const fetched = async (name) => (await fetch(`/data/${name}`)).arrayBuffer();

async function fetchModel() {
  const artifacts = await (await fetch("/data/model")).json();
  return { ...artifacts, weightData: await fetched("weights") };
}

export async function train(threads, batchSize) {
  const job = {
    artifacts: await fetchModel(),
    images: new Uint8Array(await fetched("images")),
    labels: new Uint8Array(await fetched("labels")),
    order: new Uint32Array(await fetched("order")),
    batchSize,
    augment: `${location.origin}/test/shift.augment.mjs`,
  };
  return { isolated: crossOriginIsolated, ...(await hashTraining(compile, job, { threads })) };
}

/** Predicts again and again, leaving garbage between: nothing but the calls refers to the executor. */
export async function predictAmidGarbage(threads, times) {
  const executor = await compile(await fetchModel(), { threads });
  const images = new Uint8Array(await fetched("images"));
  let predictions = 0;
  for (let time = 0; time < times; time++) {
    const garbage = Array.from({ length: 30_000 }, (_, at) => ({ at, cycle: [] }));
    for (const piece of garbage) piece.cycle.push(garbage);
    predictions += (await executor.predict(images)).length;
  }
  return { threads: executor.threads, predictions };
}
