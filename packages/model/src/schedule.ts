import { checkGiven } from "./check-given.js";

/** How the learning rate moves over a training run, as a factor of the recipe's peak. */
export type Schedule =
  | { kind: "constant" }
  /** Rises linearly over the first `warmup` share of the steps, then falls linearly to `final`, 0 unless given. */
  | { kind: "linear"; warmup?: number; final?: number }
  /** Rises linearly over the first `warmup` share, then follows half a cosine to `final` (Loshchilov and Hutter, 2017). */
  | { kind: "cosine"; warmup?: number; final?: number }
  /** From 1/25 to the peak and down to `final`, 1e-4, along cosines, the peak at share `peak`, 0.3 (Smith, 2018). */
  | { kind: "oneCycle"; peak?: number; final?: number };

export const scheduleKinds: readonly Schedule["kind"][] = ["constant", "linear", "cosine", "oneCycle"];

/**
 * The factor of the peak learning rate for update `step` (0-based) of `steps`, in 0..1.
 * Evaluated in the middle of the step, so that neither the first nor the last update is lost to a factor of 0.
 */
export function scheduleFactor(schedule: Schedule, step: number, steps: number): number {
  checkGiven({ schedule, step, steps });
  const progress = Math.min((step + 0.5) / steps, 1);
  switch (schedule.kind) {
    case "constant":
      return 1;
    case "linear":
      return warmUp(progress, schedule, (rest) => 1 - rest);
    case "cosine":
      return warmUp(progress, schedule, halfCosine);
    case "oneCycle": {
      const { peak = 0.3, final = 1e-4 } = schedule;
      return progress < peak
        ? between(1, 1 / 25, halfCosine(progress / peak))
        : between(final, 1, halfCosine((progress - peak) / (1 - peak)));
    }
  }
}

function warmUp(
  progress: number,
  { warmup = 0, final = 0 }: { warmup?: number; final?: number },
  decay: (rest: number) => number,
): number {
  if (progress < warmup) return progress / warmup;
  return between(final, 1, decay((progress - warmup) / (1 - warmup)));
}

/** Falls from 1 to 0. */
function halfCosine(x: number): number {
  return (1 + Math.cos(Math.PI * x)) / 2;
}

function between(low: number, high: number, share: number): number {
  return low + (high - low) * share;
}
