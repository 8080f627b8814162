export type { TfjsBackend, TfjsBackendOptions } from "./backend.js";
export { TfjsError, type TfjsErrorCode } from "./errors.js";
export { createTfjsExecutor, type TfjsExecutorOptions } from "./executor.js";
export { registerGradients } from "./gradients/register.js";
export { registerWasmTrainingKernels } from "./kernels/register.js";
