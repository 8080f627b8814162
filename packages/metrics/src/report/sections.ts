/** The parts of the report that show numbers and plots. */

import { calibrationCurve } from "../calibration.js";
import type { ConfusionMatrix } from "../confusion-matrix.js";
import { type ClassEvaluation, classCurves, type Evaluation } from "../evaluate.js";
import { area, count, percent } from "../format.js";
import { mostConfused } from "../matrix-scores.js";
import { riskCoverageCurve } from "../risk-coverage.js";
import { plotConfusionMatrix } from "../svg/confusion-matrix.js";
import { plotPrecisionRecall } from "../svg/precision-recall.js";
import { plotReliability } from "../svg/reliability-diagram.js";
import { plotRiskCoverage } from "../svg/risk-coverage.js";
import { plotRoc } from "../svg/roc.js";
import { escapeXml } from "../svg/svg.js";
import { hasMetric, plotTrainingCurves } from "../svg/training-curves.js";
import { cellId } from "./choose-samples.js";
import type { Identity, ReportInput } from "./report-input.js";

/** How many pairs of classes the list beside the matrix names. */
const MOST_CONFUSED = 10;

/** The better the average precision of every class, the closer to their corner the axes begin. */
const CURVE_BOUNDS = [
  { above: 0.999, from: 0.97 },
  { above: 0.9, from: 0.9 },
];

export function header(title: string, evaluation: Evaluation, model?: Identity, dataset?: Identity): string {
  const identity = (name: string, facts: Identity | undefined) =>
    facts && Object.keys(facts).length > 0
      ? `<section><h2>${name}</h2><dl>${Object.entries(facts)
          .map(([key, value]) => `<div><dt>${escapeXml(key)}</dt><dd>${escapeXml(String(value))}</dd></div>`)
          .join("")}</dl></section>`
      : "";
  return `<header>
<h1>${escapeXml(title)}</h1>
<p>${count(evaluation.samples)} samples, ${evaluation.perClass.length} classes</p>
<div class="identity">${identity("Model", model)}${identity("Data", dataset)}</div>
</header>`;
}

export function summary(evaluation: Evaluation): string {
  const errors = Math.round(evaluation.samples * (1 - evaluation.accuracy));
  const [low, high] = evaluation.accuracyInterval.map((rate) => (rate * 100).toFixed(2));
  const tiles: [name: string, value: string, detail: string][] = [
    ["Accuracy", percent(evaluation.accuracy), `95 % interval ${low} to ${high} %`],
    ["Errors", count(errors), `of ${count(evaluation.samples)} samples`],
    ["Log loss", evaluation.loss.toFixed(4), `nats; Brier score ${evaluation.brierScore.toFixed(4)}`],
    ["Macro F1", percent(evaluation.macro.f1), `balanced accuracy ${percent(evaluation.balancedAccuracy)}`],
    ["Top 2", percent(evaluation.top2Accuracy), `top 3: ${percent(evaluation.top3Accuracy)}`],
    [
      "Calibration error",
      percent(evaluation.calibration.expectedError),
      `best temperature ${evaluation.calibration.temperature.toFixed(2)}`,
    ],
  ];
  return `<section class="tiles" aria-label="Summary">${tiles
    .map(
      ([name, value, detail]) =>
        `<div class="card"><h2>${name}</h2><p>${value}</p><small>${detail}</small></div>`,
    )
    .join("")}</section>`;
}

/** @param linked ids of the cells that have images to open */
export function matrixSection(matrix: ConfusionMatrix, linked: ReadonlySet<string>): string {
  const svg = plotConfusionMatrix(matrix, {
    href: (trueClass, predictedClass) => {
      const id = cellId(trueClass, predictedClass);
      return linked.has(id) ? `#${id}` : undefined;
    },
  });
  return `<section class="card matrix" id="confusion-matrix">
<h2>Confusion matrix</h2>
${linked.size > 0 ? '<p class="note screen">Open a cell to see the images behind it.</p>' : ""}
<div class="plot">${svg}</div>
${confusions(matrix, linked)}
</section>`;
}

function confusions(matrix: ConfusionMatrix, linked: ReadonlySet<string>): string {
  const pairs = mostConfused(matrix, MOST_CONFUSED);
  if (pairs.length === 0) return "";
  const rows = pairs.map(({ trueClass, predictedClass, count: errors, rate }) => {
    const [from, to] = [matrix.classNames[trueClass], matrix.classNames[predictedClass]].map(escapeXml);
    const id = cellId(trueClass, predictedClass);
    const pair = `${from} <i>→</i> ${to}`;
    return `<li style="--share:${(errors / pairs[0].count).toFixed(3)}">
${linked.has(id) ? `<a href="#${id}">${pair}</a>` : `<b>${pair}</b>`}<span>${count(errors)}</span><small>${percent(rate)} of ${from}</small></li>`;
  });
  return `<div class="confusions"><h3>Most confused</h3><ol>${rows.join("")}</ol></div>`;
}

export function classTable(evaluation: Evaluation): string {
  const columns: {
    name: string;
    of: (row: ClassEvaluation) => number;
    written: (value: number) => string;
  }[] = [
    { name: "Precision", of: (row) => row.precision, written: percent },
    { name: "Recall", of: (row) => row.recall, written: percent },
    { name: "F1", of: (row) => row.f1, written: percent },
    { name: "ROC AUC", of: (row) => row.rocAuc ?? Number.NaN, written: area },
    { name: "Average precision", of: (row) => row.averagePrecision, written: area },
  ];
  const lowest = columns.map(({ of }) => lowestOf(evaluation.perClass.map(of)));
  const rows = evaluation.perClass.map((row) => {
    const cells = columns.map(({ of, written }, i) => {
      const value = of(row);
      const mark = value === lowest[i] ? ' class="lowest"' : "";
      return `<td${mark}>${written(value)}</td>`;
    });
    return `<tr><th scope="row">${escapeXml(row.label)}</th><td>${count(row.support)}</td>${cells.join("")}</tr>`;
  });
  const mean = (of: (row: ClassEvaluation) => number) => {
    const values = evaluation.perClass.map(of).filter((value) => !Number.isNaN(value));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return `<section class="card">
<h2>Classes</h2>
<div class="table"><table>
<thead><tr><th scope="col">Class</th><th scope="col">Samples</th>${columns
    .map(({ name }) => `<th scope="col">${name}</th>`)
    .join("")}</tr></thead>
<tbody>${rows.join("")}</tbody>
<tfoot><tr><th scope="row">Mean</th><td>${count(evaluation.samples)}</td>${columns
    .map(({ of, written }) => `<td>${written(mean(of))}</td>`)
    .join("")}</tr></tfoot>
</table></div>
<p class="note">The lowest value of each column is marked.</p>
</section>`;
}

/** The lowest of the values that are not NaN; undefined when all are equal. */
function lowestOf(values: number[]): number | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted[0] < sorted[sorted.length - 1] ? sorted[0] : undefined;
}

type Plot = [name: string, note: string, svg: string];

export function curves(input: ReportInput, classNames: readonly string[]): string {
  const { labels, probabilities, history = [] } = input;
  const classes = classCurves(input, classNames);
  const roc = classes.map(({ name, roc }) => ({ name, curve: roc }));
  const precisionRecall = classes.map(({ name, precisionRecall }) => ({ name, curve: precisionRecall }));
  const least = Math.min(...precisionRecall.map(({ curve }) => curve.averagePrecision));
  const from = CURVE_BOUNDS.find(({ above }) => least > above)?.from ?? 0;
  const plots: Plot[] = [
    [
      "Calibration",
      "How often predictions were right against how confident they were; above, the samples of each bin.",
      plotReliability(calibrationCurve(labels, probabilities)),
    ],
    [
      "Refusing the least confident",
      "The error rate that is left when only the most confident predictions are accepted.",
      plotRiskCoverage(riskCoverageCurve(labels, probabilities)),
    ],
    ["ROC", "Each class against the rest.", plotRoc(roc, { scale: from > 0 ? "log" : "linear" })],
    [
      "Precision and recall",
      `Each class against the rest${from > 0 ? `; the axes start at ${from * 100}&nbsp;%` : ""}.`,
      plotPrecisionRecall(precisionRecall, { from }),
    ],
  ];
  const training = (["loss", "accuracy"] as const)
    .filter((metric) => hasMetric(history, metric))
    .map(
      (metric): Plot => [
        `Training ${metric}`,
        metric === "loss" ? "Mean loss of each epoch." : "Share of right predictions in each epoch.",
        plotTrainingCurves(history, metric),
      ],
    );
  return `<div class="curves">${[...plots, ...training]
    .map(
      ([name, note, svg]) =>
        `<section class="card"><h2>${name}</h2><p class="note">${note}</p><div class="plot">${svg}</div></section>`,
    )
    .join("\n")}</div>`;
}
