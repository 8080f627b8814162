import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Schedule, scheduleFactor } from "./schedule.js";

const schedules: Schedule[] = [
  { kind: "constant" },
  { kind: "linear", warmup: 0.1 },
  { kind: "linear" },
  { kind: "cosine", warmup: 0.2 },
  { kind: "cosine" },
  { kind: "linear", warmup: 0.1, final: 0.05 },
  { kind: "cosine", final: 0.2 },
  { kind: "oneCycle", peak: 0.25 },
  { kind: "oneCycle", final: 0.1 },
];

describe("scheduleFactor", () => {
  it.each(schedules)("stays above 0 and at most 1: %o", (schedule) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (steps, at) => {
          const factor = scheduleFactor(schedule, Math.min(Math.floor(at * steps), steps - 1), steps);
          expect(factor).toBeGreaterThan(0);
          expect(factor).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it.each(schedules.slice(1))("rises to its peak once and falls after it: %o", (schedule) => {
    const factors = Array.from({ length: 200 }, (_, step) => scheduleFactor(schedule, step, 200));
    const peak = factors.indexOf(Math.max(...factors));
    expect(factors.slice(0, peak + 1)).toEqual(factors.slice(0, peak + 1).sort((a, b) => a - b));
    expect(factors.slice(peak)).toEqual(factors.slice(peak).sort((a, b) => b - a));
  });

  it.each<[Schedule, number]>([
    [{ kind: "linear", warmup: 0.1 }, 0],
    [{ kind: "linear", warmup: 0.1, final: 0.05 }, 0.05],
    [{ kind: "cosine", final: 0.2 }, 0.2],
    [{ kind: "oneCycle" }, 1e-4],
    [{ kind: "oneCycle", final: 0.1 }, 0.1],
  ])("ends at its final factor: %o, %d", (schedule, final) => {
    expect(scheduleFactor(schedule, 1e6 - 1, 1e6)).toBeCloseTo(final, 5);
  });

  it("halves in the middle of a decay", () => {
    expect(scheduleFactor({ kind: "linear" }, 50, 101)).toBeCloseTo(0.5, 10);
    expect(scheduleFactor({ kind: "cosine" }, 50, 101)).toBeCloseTo(0.5, 10);
    expect(scheduleFactor({ kind: "linear", warmup: 0.5 }, 25, 102)).toBeCloseTo(0.5, 10);
  });
});
