// One start of the runtime in a process of its own: prints milliseconds as JSON. Arguments: architecture, threads.
import { createArtifacts } from "@mnist/model";

const [architecture, threads] = process.argv.slice(2);
const artifacts = createArtifacts(JSON.parse(architecture), { seed: 1 });
const image = new Uint8Array(784);

const cpu = process.cpuUsage();
const start = performance.now();
const { compile } = await import("@mnist/runtime");
const imported = performance.now();
const executor = await compile(artifacts, { threads: Number(threads) });
const ready = performance.now();
await executor.predict(image);
const predicted = performance.now();
await executor.predict(new Uint8Array(8 * 784));
const answered = performance.now();
const { user, system } = process.cpuUsage(cpu);
await executor.close();

const times = {
  import: imported - start,
  compile: ready - imported,
  ready: ready - start,
  "first prediction": predicted - ready,
  /** From the start until the workers have predicted a batch. */
  "workers answered": answered - start,
  /** Until then, of all threads together: what a machine that is busy with other things cannot hide. */
  CPU: (user + system) / 1000,
};
process.stdout.write(JSON.stringify(times));
