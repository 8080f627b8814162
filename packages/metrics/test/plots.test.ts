import { beforeAll, describe, expect, it } from "vitest";
import {
  ConfusionMatrix,
  calibrationCurve,
  oneVsRestCurves,
  plotConfusionMatrix,
  plotPrecisionRecall,
  plotReliability,
  plotRiskCoverage,
  plotRoc,
  plotTrainingCurves,
  precisionRecallCurve,
  predictedClasses,
  riskCoverageCurve,
  rocCurve,
} from "../src/index.js";
import { nearestMeanPredictions, type Predictions } from "./nearest-mean.js";

const HOSTILE = Array.from({ length: 10 }, (_, k) => `</text><script>alert(${k})</script>"'&\u0000`);
const HISTORY = [
  { epoch: 1, loss: 0.5, accuracy: 0.9, validationLoss: 0.3 },
  { epoch: 2, loss: Number.NaN, accuracy: 0.95, validationLoss: 0.2 },
];

let data: Predictions;
let plots: Record<string, string>;

beforeAll(() => {
  data = nearestMeanPredictions();
  const { labels, probabilities } = data;
  const matrix = new ConfusionMatrix(HOSTILE).update(labels, predictedClasses(probabilities, 10));
  const roc = oneVsRestCurves(labels, probabilities, HOSTILE, rocCurve);
  const precisionRecall = oneVsRestCurves(labels, probabilities, HOSTILE, precisionRecallCurve);
  plots = {
    matrix: plotConfusionMatrix(matrix, { href: (row) => (row < 5 ? `#"><script>${row}` : undefined) }),
    reliability: plotReliability(calibrationCurve(labels, probabilities)),
    adaptive: plotReliability(calibrationCurve(labels, probabilities, { strategy: "quantile" })),
    roc: plotRoc(roc),
    logarithmicRoc: plotRoc(roc, { scale: "log" }),
    precisionRecall: plotPrecisionRecall(precisionRecall),
    risk: plotRiskCoverage(riskCoverageCurve(labels, probabilities)),
    loss: plotTrainingCurves(HISTORY),
    accuracy: plotTrainingCurves(HISTORY, "accuracy"),
  };
});

const NAMES = [
  "matrix",
  "reliability",
  "adaptive",
  "roc",
  "logarithmicRoc",
  "precisionRecall",
  "risk",
  "loss",
  "accuracy",
];

it("draws validation given as a pair, too, as a training run tells it", () => {
  const pairs = HISTORY.map(({ validationLoss, ...epoch }) => ({
    ...epoch,
    validation: { loss: validationLoss, accuracy: 0.97 },
  }));
  const flat = HISTORY.map((epoch) => ({ ...epoch, validationAccuracy: 0.97 }));
  expect(plotTrainingCurves(pairs)).toBe(plotTrainingCurves(flat));
  expect(plotTrainingCurves(pairs, "accuracy")).toBe(plotTrainingCurves(flat, "accuracy"));
});

describe.each(NAMES)("the plot %s", (name) => {
  it("lets no name or link become markup, and has no number that is none", () => {
    expect(plots[name]).not.toMatch(/<script|NaN|Infinity|undefined/);
    expect(plots[name].includes("\u0000")).toBe(false);
  });

  it("says what it shows, is themed by custom properties, and stays small", () => {
    expect(plots[name]).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [^>]*aria-label="[^"]{20,}"/);
    expect(plots[name]).toContain("prefers-color-scheme:dark");
    expect(plots[name].length).toBeLessThan(120_000);
  });
});

describe("plots", () => {
  it("name their axes", () => {
    const axes = {
      matrix: ["Predicted class", "True class"],
      reliability: ["Confidence", "Accuracy", "Samples"],
      roc: ["False positive rate", "True positive rate"],
      precisionRecall: ["Recall", "Precision"],
      risk: ["Coverage", "Risk"],
      loss: ["Epoch", "Loss (nats)"],
      accuracy: ["Epoch", "Accuracy"],
    };
    for (const [name, titles] of Object.entries(axes)) {
      for (const title of titles) expect(plots[name], name).toContain(`>${title}`);
    }
  });

  it("link the cells with samples that the caller links, and only those", () => {
    const matrix = ConfusionMatrix.from({
      counts: [
        [3, 1],
        [0, 2],
      ],
    });
    const svg = plotConfusionMatrix(matrix, {
      href: (row, column) => (row === 0 ? `#${row}-${column}` : undefined),
    });
    expect([...svg.matchAll(/href="([^"]*)"/g)].map(([, link]) => link)).toEqual(["#0-0", "#0-1"]);
    expect(svg).toContain("0 predicted as 1: 1 (25.00 % of 0)");
  });

  it("draw one class, one sample, one epoch, and everything right", () => {
    const one = ConfusionMatrix.from({ counts: [[1]] });
    expect(plotConfusionMatrix(one)).toContain(">1</text>");
    expect(plotConfusionMatrix(new ConfusionMatrix(3))).not.toContain("NaN");
    const [labels, probabilities] = [[0, 1], Float32Array.of(1, 0, 0, 1)];
    const names = ["a", "b"];
    const drawn = [
      plotReliability(calibrationCurve(labels, probabilities)),
      plotRiskCoverage(riskCoverageCurve(labels, probabilities)),
      plotRoc(oneVsRestCurves(labels, probabilities, names, rocCurve), { scale: "log" }),
      plotPrecisionRecall(oneVsRestCurves(labels, probabilities, names, precisionRecallCurve)),
      plotRoc(oneVsRestCurves([0], [1, 0], names, rocCurve)),
      plotTrainingCurves([{ epoch: 3, accuracy: 1 }], "accuracy"),
      plotTrainingCurves([{ epoch: 1, loss: 0 }]),
    ];
    for (const svg of drawn) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("refuse a training history without values", () => {
    expect(() => plotTrainingCurves([{ epoch: 1 }])).toThrow(/no loss to draw/);
  });
});
