/** The flags every command has, and what they decide: who is told what, where, and how to stop. */
export interface GlobalOptions {
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

export interface Context {
  readonly quiet: boolean;
  /** Whether text on stdout may carry ANSI colors. */
  readonly color: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Prints the answer for people on stdout; nothing with --json or --quiet. */
  print(text: string): void;
  /** Prints the answer for programs on stdout: one JSON document, only with --json. */
  printJson(value: unknown): void;
  /** Prints what is going on to stderr, unless --quiet. */
  note(text: string): void;
}

export function createContext(options: GlobalOptions, signal: AbortSignal): Context {
  const json = options.json ?? false;
  const quiet = options.quiet ?? false;
  const line = (text: string) => (text.endsWith("\n") ? text : `${text}\n`);
  return {
    quiet,
    color: useColor(process.stdout),
    signal,
    print(text) {
      if (!json && !quiet) process.stdout.write(line(text));
    },
    printJson(value) {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    note(text) {
      if (!quiet) process.stderr.write(line(text));
    },
  };
}

/** Colors as https://no-color.org and FORCE_COLOR ask, else only on a terminal. */
function useColor(stream: { isTTY?: boolean }): boolean {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== "0";
  return stream.isTTY === true && process.env.TERM !== "dumb";
}
