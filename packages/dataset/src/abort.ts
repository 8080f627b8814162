/** A signal that aborts as soon as one of its sources does, for the same reason. */
export function anySignal(signal: AbortSignal, outer?: AbortSignal): AbortSignal {
  return outer ? AbortSignal.any([signal, outer]) : signal;
}

/**
 * Waits.
 *
 * @throws the signal's reason when it aborts
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
  signal?.throwIfAborted();
}
