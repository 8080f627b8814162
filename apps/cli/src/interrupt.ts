let controller: AbortController | undefined;

/**
 * A signal that the first Ctrl-C (or SIGTERM) aborts, so that work ends in order and temporary files are removed; the
 * second one ends the process at once.
 */
export function interruptSignal(): AbortSignal {
  if (!controller) {
    const aborter = new AbortController();
    controller = aborter;
    const interrupt = () => {
      if (aborter.signal.aborted) process.exit(130);
      aborter.abort(new DOMException("interrupted", "AbortError"));
    };
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
  }
  return controller.signal;
}
