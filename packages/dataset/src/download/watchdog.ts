import { anySignal } from "../abort.js";

/** Slower than this, over a whole time-out, counts as stalled: a modem of 1990 is faster. */
const MIN_BYTES_PER_SECOND = 1024;

/** Aborts `signal` when too little arrives: nothing at all, or a drip that would never end. */
export interface Watchdog {
  signal: AbortSignal;
  /** Whether it was the watchdog that aborted, and not the caller. */
  readonly expired: boolean;
  /** Says that `bytes` arrived. */
  feed(bytes: number): void;
  /** Ends the watch, and the request if it is not over. */
  stop(): void;
}

/** About the longest that a timer counts, three weeks; a longer one would end at once. */
const MAX_TIMER_MS = 2e9;

/** Starts watching: in each period of `timeoutMs` at least 1 KiB a second has to arrive. */
export function startWatchdog(timeoutMs: number, outer?: AbortSignal): Watchdog {
  const controller = new AbortController();
  const needed = (MIN_BYTES_PER_SECOND * timeoutMs) / 1000;
  let arrived = 0;
  let expired = false;
  const timer = setInterval(
    () => {
      if (arrived < needed) {
        expired = true;
        controller.abort();
      }
      arrived = 0;
    },
    Math.min(timeoutMs, MAX_TIMER_MS),
  );
  return {
    signal: anySignal(controller.signal, outer),
    get expired() {
      return expired;
    },
    feed(bytes) {
      arrived += bytes;
    },
    stop() {
      clearInterval(timer);
      controller.abort(); // Lets go of a connection that is still open.
    },
  };
}
