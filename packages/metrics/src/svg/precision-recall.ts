import type { NamedCurve } from "../one-vs-rest.js";
import type { PrecisionRecallCurve } from "../precision-recall.js";
import { checkGiven, checkOption } from "../samples.js";
import { niceTicks, percentTick } from "./axes.js";
import { chart } from "./chart.js";
import { highlightWorst, range } from "./highlight.js";

export interface PrecisionRecallPlotOptions {
  /** Where both axes start, from 0 (default) to below 1; closer to 1 shows more of a good classifier. */
  from?: number;
}

/**
 * Precision-recall curves as an SVG chart: the three classes with the smallest average precision in color, the
 * others in gray.
 *
 * @returns an SVG document as text, which may also stand inside HTML
 * @throws {MetricsError} `ERR_METRICS_ARGUMENT` when `from` is out of its range
 */
export function plotPrecisionRecall(
  curves: readonly NamedCurve<PrecisionRecallCurve>[],
  { from = 0 }: PrecisionRecallPlotOptions = {},
): string {
  checkGiven({ curves });
  checkOption("from", from, from >= 0 && from < 1, "from 0 to below 1");
  const axis = { domain: [from, 1] as [number, number], ticks: niceTicks(from, 1), format: percentTick };
  const scores = curves.map(({ curve }) => curve.averagePrecision);
  return chart({
    label: `Precision-recall curves of ${curves.length} classes, average precision ${range(scores)}`,
    x: { ...axis, name: "Recall" },
    y: { ...axis, name: "Precision" },
    lines: highlightWorst(
      curves.map(({ name, curve }) => ({ name, score: curve.averagePrecision, points: steps(curve) })),
      "AP",
    ),
  });
}

/** The stairs whose area is the average precision. */
function steps({ precision, recall }: PrecisionRecallCurve): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 0; i < recall.length - 1; i++) {
    // Inside a run of equal recall there is nothing to see but its ends.
    if (i > 0 && recall[i] === recall[i - 1] && recall[i] === recall[i + 1]) continue;
    points.push([recall[i], precision[i]], [recall[i + 1], precision[i]]);
  }
  return points;
}
