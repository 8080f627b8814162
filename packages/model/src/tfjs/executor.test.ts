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
