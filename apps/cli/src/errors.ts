import { CommanderError } from "commander";
import { withFlagNames } from "./flag-names.js";
import { oneLine } from "./terminal/text.js";

/** What the person typed cannot be carried out as typed; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "ERR_MNIST_USAGE";
}

/** The model is not as good as `--min-accuracy` asks; exit code 1. */
export class BelowMinimum extends Error {
  override readonly name = "BelowMinimum";
  readonly code = "ERR_MNIST_BELOW_MINIMUM";
}

/** Nobody can be listened to at the port of `mnist serve`; exit code 1. */
export class PortUnavailable extends Error {
  override readonly name = "PortUnavailable";
  readonly code = "ERR_MNIST_PORT";
}

/** Some of the files given could not be read; each was reported on its own line; exit code 1. */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  readonly code = "ERR_MNIST_PARTIAL";
}

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

/**
 * Tells a person about an error in one line on stderr (with the stack and causes only when `verbose`) and returns the
 * exit code it stands for.
 */
export function reportError(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof PartialFailure) return EXIT_FAILURE;
  process.stderr.write(`mnist: ${isAbort(error) ? "interrupted" : describe(error)}\n`);
  if (verbose && error instanceof Error) process.stderr.write(`${stackWithCauses(error)}\n`);
  if (isAbort(error)) return EXIT_INTERRUPTED;
  return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILURE;
}

/** An error's `code`, when it has one of its own: typed errors of ours, and Node's system errors. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "ERR_MNIST_UNEXPECTED";
}

/** One line that says what was wrong. */
export function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return oneLine(explainSystemError(error) ?? withFlagNames(message));
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** Node's own file errors, in words: what happened to which file and what to do. */
function explainSystemError(error: unknown): string | undefined {
  const { code, path } = (error ?? {}) as { code?: string; path?: string };
  const remedies: Record<string, string> = {
    EACCES: "permission denied; choose another folder or change its permissions",
    EPERM: "operation not permitted; choose another folder or change its permissions",
    EROFS: "the file system is read-only; choose another folder",
    ENOSPC: "no space left on the disk; free some space or choose another folder",
    ENOENT: "no such file or folder; check the path",
    ENOTDIR: "a part of the path is a file, not a folder; choose another path",
    EISDIR: "is a folder; name a file",
    EEXIST: "exists already and is not a folder; choose another path",
  };
  const remedy = code === undefined ? undefined : remedies[code];
  return remedy && path ? `${path}: ${remedy}` : undefined;
}

function stackWithCauses(error: Error): string {
  const own = error.stack ?? String(error);
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackWithCauses(error.cause)}` : own;
}
