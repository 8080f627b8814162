import { createExecutor } from "../executors.js";
import { describeBackend } from "./describe-backend.js";
import { createTfjsExecutor } from "./executor.js";
import { loadTfjsNode } from "./node-backend.js";

const missing = await loadTfjsNode().then(
  () => undefined,
  (error: Error) => error.message,
);

describeBackend({
  name: "tfjs-cpu",
  create: (artifacts) => createTfjsExecutor(artifacts, { backend: "tfjs-cpu" }),
});
describeBackend({
  name: "tfjs-wasm",
  create: (artifacts) => createTfjsExecutor(artifacts, { backend: "tfjs-wasm" }),
});
describeBackend({
  name: "tfjs-node",
  missing,
  create: (artifacts) => createTfjsExecutor(artifacts, { backend: "tfjs-node" }),
});
// The runtime keeps to the same contract: one training loop serves all.
describeBackend({
  name: "wasm",
  unsupported: ["dilation"],
  create: (artifacts) => createExecutor(artifacts, { backend: "wasm", threads: 2 }),
});
