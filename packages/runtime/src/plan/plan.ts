/**
 * What the planner produces and threads interpret: phases of kernel calls with a barrier after each phase.
 *
 * A buffer's scope says how many copies exist and which one a call means:
 * - "global": one for all.
 * - "sample": one for each sample of the batch; calls get the one of their group's first sample. Where no other phase
 *   needs it, only one group's worth is laid out for each thread.
 * - "slice": one for each slice of the batch (gradients, sums).
 * - "thread": one for each thread (scratch).
 */
export interface Buffer {
  name: string;
  scope: "global" | "sample" | "slice" | "thread";
  /** Bytes of one copy. */
  bytes: number;
  /** "sample" buffers: laid out for the whole batch in any case, because someone else writes or reads them. */
  isResident?: boolean;
}

/** A null pointer: kernels take it for what is not there, not wanted or not known, as their heads say. */
export const NONE = 0;

/** An argument of a kernel call, resolved when the call is made. */
export type Argument =
  | number
  /** Address in a buffer; `perPart` bytes are added for each part; `whole` means the first copy, whichever calls. */
  | { buffer: Buffer; offset?: number; perPart?: number; whole?: true }
  /** Bytes from one copy of a buffer to the next. */
  | { strideOf: Buffer }
  /** Number of samples in the group, times a factor. */
  | { samples: number }
  /** Number of samples in the batch. */
  | { batch: true }
  /** Place of the group's first sample in the batch. */
  | { first: true }
  /** Number of the part, times a factor. */
  | { part: number };

export interface Call {
  kernel: string;
  args: Argument[];
}

/**
 * "samples": the batch is cut into slices, each slice into groups of `GROUP` (or more) samples; `calls` run for each group,
 * `sliceCalls` before the first group of each slice, `sliceEndCalls` after the last. "parts": `calls` run for each part. `threadCalls` run once on
 * every thread before anything else.
 */
export interface Phase {
  kind: "samples" | "parts";
  parts: number;
  /** false: threads need not wait for each other after this phase. */
  barrier?: boolean;
  threadCalls: Call[];
  sliceCalls: Call[];
  sliceEndCalls: Call[];
  calls: Call[];
}

/** A plan with addresses: plain data that can be posted to workers. */
export interface Program {
  phases: LoweredPhase[];
  /** Samples in a group. */
  group: number;
  /** Slices of a batch; 0: every group is its own slice. */
  slices: number;
}

export interface LoweredPhase {
  kind: "samples" | "parts";
  parts: number;
  barrier: boolean;
  index: number;
  threadCalls: LoweredCall[];
  sliceCalls: LoweredCall[];
  sliceEndCalls: LoweredCall[];
  calls: LoweredCall[];
}

export interface LoweredCall {
  kernel: string;
  /** Value of each argument for thread, slice, sample, part and count 0. */
  base: number[];
  /** What is added: [argument, unit, amount for each]. */
  steps: [number, StepUnit, number][];
}

/** What an argument of a call varies with. */
export type StepUnit = "thread" | "slice" | "first" | "part" | "samples" | "batch";

/** A phase without calls. */
export function emptyPhase(kind: Phase["kind"], parts: number): Phase {
  return { kind, parts, threadCalls: [], sliceCalls: [], calls: [], sliceEndCalls: [] };
}
