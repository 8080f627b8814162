/** How the learning rate moves over a training run, as a factor of the recipe's peak. */
export type Schedule =
  | { kind: "constant" }
  /** Rises linearly over the first `warmup` share of the steps, then falls linearly to 0. */
  | { kind: "linear"; warmup?: number }
  /** Rises linearly over the first `warmup` share, then follows half a cosine to 0 (Loshchilov and Hutter, 2017). */
  | { kind: "cosine"; warmup?: number }
  /** From 1/25 to the peak and down to 1e-4 along cosines, the peak at share `peak`, 0.3 (Smith, 2018). */
  | { kind: "oneCycle"; peak?: number };

export const scheduleKinds: readonly Schedule["kind"][] = ["constant", "linear", "cosine", "oneCycle"];

/**
 * The factor of the peak learning rate for update `step` (0-based) of `steps`, in 0..1.
 * Evaluated in the middle of the step, so that neither the first nor the last update is lost to a factor of 0.
 */
export function scheduleFactor(schedule: Schedule, step: number, steps: number): number {
  const progress = Math.min((step + 0.5) / steps, 1);
  switch (schedule.kind) {
    case "constant":
      return 1;
    case "linear":
      return warmUp(progress, schedule.warmup ?? 0, (rest) => 1 - rest);
    case "cosine":
      return warmUp(progress, schedule.warmup ?? 0, halfCosine);
    case "oneCycle": {
      const peak = schedule.peak ?? 0.3;
      return progress < peak
        ? between(1, 1 / 25, halfCosine(progress / peak))
        : between(1e-4, 1, halfCosine((progress - peak) / (1 - peak)));
    }
  }
}

function warmUp(progress: number, warmup: number, decay: (rest: number) => number): number {
  return progress < warmup ? progress / warmup : decay((progress - warmup) / (1 - warmup));
}

/** Falls from 1 to 0. */
function halfCosine(x: number): number {
  return (1 + Math.cos(Math.PI * x)) / 2;
}

function between(low: number, high: number, share: number): number {
  return low + (high - low) * share;
}
