import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "./errors.js";

/** A commander parser for whole numbers in a range, which says the range when the value is outside it. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** A commander parser for numbers in a range, both ends included. */
export function decimal(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`Give a number from ${min} to ${max}.`);
    return value;
  };
}

/**
 * Refuses empty values: each is a variable of a script that is not set, never what was meant.
 *
 * @throws {UsageError}
 */
export function refuseEmpty(command: Command): void {
  const values = command.opts();
  const empty = command.options.find((option) => [values[option.attributeName()]].flat().includes(""));
  if (empty) throw new UsageError(`${empty.long} is empty; give it a value`);
  if (command.args.includes("")) throw new UsageError("an argument is empty; give it a value");
}
