import type { Random } from "@mnist/random";

/** One of the values, each as likely as the others. */
export function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(values.length)];
}
