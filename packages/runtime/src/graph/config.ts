import { quote, RuntimeError } from "../errors.js";

type Json = Record<string, unknown>;

/** Reads a layer's configuration with checks; every message names the layer and the option. */
export class LayerConfig {
  readonly className: string;
  readonly name: string;
  readonly values: Json;

  constructor(className: string, values: Json) {
    this.className = className;
    this.values = values;
    this.name = typeof values.name === "string" ? values.name : "?";
  }

  /** An option the runtime does not know: callers may fall back to another executor. */
  unsupported(what: string): RuntimeError {
    return new RuntimeError(
      "ERR_MNIST_UNSUPPORTED",
      `layer "${this.name}" (${this.className}): ${what} is not supported`,
    );
  }

  invalid(what: string): RuntimeError {
    return new RuntimeError("ERR_MNIST_MODEL", `layer "${this.name}" (${this.className}): ${what}`);
  }

  number(
    key: string,
    fallback: number,
    low = Number.NEGATIVE_INFINITY,
    high = Number.POSITIVE_INFINITY,
  ): number {
    const value = this.values[key] ?? fallback;
    if (typeof value !== "number" || !(value >= low && value <= high)) {
      throw this.invalid(`${key} must be a number from ${low} to ${high}, got ${quote(value)}`);
    }
    return value;
  }

  integer(key: string, fallback?: number): number {
    const value = this.values[key] ?? fallback;
    if (!isExtent(value)) throw this.invalid(`${key} must be a positive integer, got ${quote(value)}`);
    return value;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.values[key] ?? fallback;
    if (typeof value !== "boolean") throw this.invalid(`${key} must be true or false, got ${quote(value)}`);
    return value;
  }

  string(key: string, fallback: string): string {
    const value = this.values[key] ?? fallback;
    if (typeof value !== "string") throw this.invalid(`${key} must be a string, got ${quote(value)}`);
    return value;
  }

  /** One positive integer for both axes or [height, width]. */
  pair(key: string, fallback?: readonly number[]): [number, number] {
    const value = this.values[key] ?? fallback;
    if (isExtent(value)) return [value, value];
    if (Array.isArray(value) && value.length === 2 && value.every(isExtent)) return [value[0], value[1]];
    throw this.invalid(`${key} must be a positive integer or two of them, got ${quote(value)}`);
  }

  /** Refuses an option that has any value but the ones that mean "not used". */
  only(key: string, ...allowed: unknown[]): void {
    const value = this.values[key] ?? null;
    if (value !== null && !allowed.some((one) => quote(one) === quote(value))) {
      throw this.unsupported(`${key} ${quote(value)}`);
    }
  }
}

function isExtent(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 1 << 20;
}
