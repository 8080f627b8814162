export type { TfjsBackend, TfjsBackendOptions } from "./backend.js";
export { TfjsError, type TfjsErrorCode } from "./errors.js";
export { createTfjsExecutor, type TfjsExecutorOptions } from "./executor.js";
export { registerDilatedConv2dGradient } from "./kernels/dilated-conv2d-gradient.js";
export { registerWasmTrainingKernels } from "./kernels/register.js";
