import cliProgress from "cli-progress";

/** One moment of a long piece of work. */
export interface ProgressState {
  /** What is being done, e.g. "epoch 2/6": a new label starts a new bar. */
  label: string;
  done: number;
  total: number;
  /** What is counted, in the plural, e.g. "images". */
  unit: string;
  /** What else is worth knowing now, e.g. "loss 0.043". */
  detail?: string;
}

export interface Progress {
  update(state: ProgressState): void;
  /** Ends the bar; the line of a finished bar stays as plain text. */
  finish(): void;
}

const PLAIN_INTERVAL_MS = 5000;

/**
 * Shows progress on `stream`: a bar with rate and time left on a terminal, else a plain line when a label ends and
 * every five seconds between.
 */
export function createProgress(stream: NodeJS.WriteStream, quiet = false): Progress {
  if (quiet) return { update() {}, finish() {} };
  return stream.isTTY ? barProgress(stream) : plainProgress(stream);
}

function barProgress(stream: NodeJS.WriteStream): Progress {
  let bar: cliProgress.SingleBar | undefined;
  let meter: Meter | undefined;
  let last: ProgressState | undefined;

  function finish() {
    process.off("exit", finish);
    bar?.stop();
    if (last && meter) stream.write(`${summary(last, meter)}\n`);
    bar = undefined;
    last = undefined;
  }

  return {
    update(state) {
      if (last && last.label !== state.label) finish();
      meter ??= new Meter(state);
      if (!bar) {
        bar = new cliProgress.SingleBar({
          stream,
          format: "{label} {bar} {percentage} % · {rate} · {left}{detail}",
          barCompleteChar: "━",
          barIncompleteChar: "─",
          barsize: 28,
          hideCursor: true,
          clearOnComplete: true,
          linewrap: false,
          fps: 12,
          gracefulExit: false,
        });
        process.once("exit", finish); // a second Ctrl-C ends the process: the terminal gets its cursor back
        bar.start(state.total, state.done, payload(state, meter));
      }
      bar.setTotal(state.total); // of downloads side by side, more and more is known
      bar.update(state.done, payload(state, meter));
      last = state;
    },
    finish,
  };
}

function payload(state: ProgressState, meter: Meter) {
  return {
    label: state.label.padEnd(12),
    rate: meter.rate(state),
    left: meter.left(state),
    detail: state.detail ? ` · ${state.detail}` : "",
  };
}

function plainProgress(stream: NodeJS.WriteStream): Progress {
  let meter: Meter | undefined;
  let last: ProgressState | undefined;
  let printedAt = performance.now();

  function finish() {
    if (last && meter) stream.write(`${summary(last, meter)}\n`);
    last = undefined;
  }

  return {
    update(state) {
      if (last && last.label !== state.label) finish();
      meter ??= new Meter(state);
      if (!last) printedAt = performance.now();
      last = state;
      if (performance.now() - printedAt >= PLAIN_INTERVAL_MS && state.done < state.total) {
        printedAt = performance.now();
        const percent = Math.floor((100 * state.done) / state.total);
        stream.write(`${state.label}  ${percent} %  ${meter.rate(state)}  ${meter.left(state)}\n`);
      }
    },
    finish,
  };
}

function summary(state: ProgressState, meter: Meter): string {
  const parts = [
    state.label,
    `${state.done.toLocaleString("en")} ${state.unit}`,
    meter.rate(state),
    state.detail,
  ];
  return parts.filter(Boolean).join("  ");
}

/** Rate and time left, over all that was done since the first state. */
class Meter {
  readonly #startedAt = performance.now();
  readonly #doneAtStart: number;

  constructor({ done }: ProgressState) {
    this.#doneAtStart = done;
  }

  #perSecond({ done }: ProgressState): number {
    return (1000 * (done - this.#doneAtStart)) / Math.max(1, performance.now() - this.#startedAt);
  }

  rate(state: ProgressState): string {
    return `${Math.round(this.#perSecond(state)).toLocaleString("en")} ${state.unit}/s`;
  }

  left(state: ProgressState): string {
    const perSecond = this.#perSecond(state);
    return perSecond > 0 ? `${duration((state.total - state.done) / perSecond)} left` : "";
  }
}

/** Seconds as people say them: "8.2 s", "1 min 05 s", "2 h 10 min". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}
