import { MetricsError } from "../errors.js";
import type { RiskCoverageCurve } from "../risk-coverage.js";
import { checkGiven } from "../samples.js";
import { niceTicks, percentTick } from "./axes.js";
import { chart } from "./chart.js";

/**
 * A risk-coverage curve as an SVG chart: the error rate that is left when only the most confident share of the
 * samples is answered.
 *
 * @returns an SVG document as text, which may also stand inside HTML
 * @throws {MetricsError} `ERR_METRICS_ARGUMENT` when the curve has no points, being that of no samples
 */
export function plotRiskCoverage(curve: RiskCoverageCurve): string {
  checkGiven({ curve });
  const { coverage, risk, area } = curve;
  if (coverage.length === 0) {
    throw new MetricsError("ERR_METRICS_ARGUMENT", "the risk-coverage curve has no points to draw");
  }
  const overall = risk[risk.length - 1];
  const ticks = niceTicks(0, Math.max(...quiet(risk, coverage), overall, 1e-4) * 1.05);
  const top = ticks[ticks.length - 1] + (ticks[1] - ticks[0]);
  return chart({
    label: `Risk-coverage curve: error rate ${percentTick(overall)} on all samples, area ${area.toPrecision(3)}`,
    x: {
      name: "Coverage (share answered, most confident first)",
      domain: [0, 1],
      ticks: niceTicks(0, 1),
      format: percentTick,
    },
    y: {
      name: "Risk (error rate of the answered)",
      domain: [0, top],
      ticks: [...ticks, top],
      format: percentTick,
    },
    lines: [
      {
        points: [
          [0, overall],
          [1, overall],
        ],
        role: "muted",
        width: 1,
        dash: "2 4",
        legend: "no refusals",
      },
      {
        points: Array.from(coverage, (share, i) => [share, risk[i]]),
        role: "wrong",
        width: 2,
        legend: `refusing the least confident, area ${area.toPrecision(3)}`,
      },
    ],
  });
}

/** Risks where at least 2 % are answered: before that, one error is a tall spike. */
function quiet(risk: Float64Array, coverage: Float64Array): Float64Array {
  return risk.filter((_, i) => coverage[i] >= 0.02);
}
