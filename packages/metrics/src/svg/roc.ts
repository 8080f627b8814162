import type { NamedCurve } from "../one-vs-rest.js";
import type { RocCurve } from "../roc.js";
import { checkGiven } from "../samples.js";
import { type Axis, niceTicks, percentTick } from "./axes.js";
import { chart } from "./chart.js";
import { highlightWorst, lowerBound, range } from "./highlight.js";

export interface RocPlotOptions {
  /** "linear" (default), or "log", which shows what a good classifier does at low false positive rates. */
  scale?: "linear" | "log";
}

/**
 * ROC curves as an SVG chart: the three classes with the smallest area in color, the others in gray, chance dashed.
 *
 * @returns an SVG document as text, which may also stand inside HTML
 */
export function plotRoc(
  curves: readonly NamedCurve<RocCurve>[],
  { scale = "linear" }: RocPlotOptions = {},
): string {
  checkGiven({ curves });
  const defined = curves.filter(({ curve }) => !Number.isNaN(curve.auc));
  const smallest = Math.min(
    0.1,
    ...defined.map(({ curve }) => curve.falsePositiveRate.find((rate) => rate > 0) ?? 0.1),
  );
  const decades = Math.max(1, Math.ceil(-Math.log10(smallest)));
  const x: Axis =
    scale === "log"
      ? {
          name: "False positive rate",
          domain: [10 ** -decades, 1],
          ticks: Array.from({ length: decades + 1 }, (_, i) => 10 ** -i),
          log: true,
          format: percentTick,
        }
      : { name: "False positive rate", domain: [0, 1], ticks: niceTicks(0, 1), format: percentTick };
  // A decade into the logarithmic axis the curves are no longer made of one or two samples.
  const low = scale === "log" ? lowerBound(defined.map(({ curve }) => rateAt(curve, 10 * x.domain[0]))) : 0;
  const y: Axis = {
    name: "True positive rate",
    domain: [low, 1],
    ticks: niceTicks(low, 1),
    format: percentTick,
  };
  return chart({
    label: `ROC curves of ${defined.length} classes, area under the curve ${range(defined.map((c) => c.curve.auc))}`,
    x,
    y,
    lines: [
      ...(low === 0
        ? [{ points: chance(x), role: "muted" as const, width: 1, dash: "2 4", legend: "chance" }]
        : []),
      ...highlightWorst(
        defined.map(({ name, curve }) => ({ name, score: curve.auc, points: steps(curve) })),
        "AUC",
      ),
    ],
  });
}

/** The line on which both rates are equal. */
function chance({ domain: [low, high], log }: Axis): [number, number][] {
  return Array.from({ length: 101 }, (_, i) => {
    const rate = log ? low * (high / low) ** (i / 100) : low + ((high - low) * i) / 100;
    return [rate, rate];
  });
}

function steps({ falsePositiveRate, truePositiveRate }: RocCurve): [number, number][] {
  return Array.from(falsePositiveRate, (rate, i) => [rate, truePositiveRate[i]]);
}

/** The true positive rate that a curve reaches before it exceeds a false positive rate. */
function rateAt({ falsePositiveRate, truePositiveRate }: RocCurve, limit: number): number {
  return truePositiveRate[falsePositiveRate.findLastIndex((rate) => rate <= limit)];
}
