/**
 * The control block: i32 words that threads share, each on its own cache line, at a fixed address.
 * Counters for handing out work follow, one for each phase of a program.
 */
export const CONTROL_ADDRESS = 65536;
export const CONTROL_BYTES = 64 * 1024;

/** Words from one control word to the next. */
const LINE = 16;
/** Threads that arrived at the barrier. */
export const ARRIVED = 0 * LINE;
/** Number of times the barrier opened. */
export const GENERATION = 1 * LINE;
/** Not 0: a thread failed, all others must stop. */
export const FAILED = 2 * LINE;
/** Not 0: the caller wants the run to end after this step. */
export const ABORT = 3 * LINE;
/** Not 0: this was the last step. */
export const STOP = 4 * LINE;
/** Steps of this run that are done. */
export const STEPS_DONE = 5 * LINE;
/** First of the counters. */
const COUNTERS = 8 * LINE;

/** Phases that have a counter. */
export const MAX_PHASES = CONTROL_BYTES / 4 / LINE - COUNTERS / LINE;

export function counterOf(phase: number): number {
  return COUNTERS + phase * LINE;
}
