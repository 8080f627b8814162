import { describe, expect, it } from "vitest";
import {
  accuracy,
  accuracyInterval,
  applyTemperature,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  type ClassScores,
  ConfusionMatrix,
  calibrationCurve,
  classificationReport,
  cohenKappa,
  fBeta,
  fitTemperature,
  jaccard,
  logLoss,
  matthewsCorrelation,
  mcnemarTest,
  precision,
  precisionRecallCurve,
  predictedClasses,
  recall,
  renderClassificationReport,
  riskCoverageCurve,
  rocAuc,
  rocCurve,
  specificity,
  topKAccuracy,
} from "../src/index.js";
import { cases, expectClose, type GoldenCase, mcnemarLarge, type ScoresOf } from "./golden.js";

function matrixOf({ classes, labels, predictions, weights }: GoldenCase): ConfusionMatrix {
  const names = Array.from({ length: classes }, (_, k) => `class ${k}`);
  return new ConfusionMatrix(names).update(labels, predictions, weights ?? undefined);
}

function expectScores(
  score: (absentClasses: "include" | "exclude") => ClassScores,
  expected: ScoresOf<number[]>,
  name: string,
): void {
  for (const absentClasses of ["include", "exclude"] as const) {
    const actual = score(absentClasses);
    expectClose(actual.perClass, expected.perClass, undefined, `${name} per class`);
    expectClose(actual.micro, expected.micro, undefined, `${name} micro`);
    const averages = expected[absentClasses];
    expectClose(actual.macro, averages.macro, undefined, `${name} macro, absent classes ${absentClasses}d`);
    expectClose(actual.weighted, averages.weighted, undefined, `${name} weighted, absent ${absentClasses}d`);
  }
}

it("has at least thirty cases", () => {
  expect(cases.length).toBeGreaterThanOrEqual(30);
});

describe.each(cases)("equal to scikit-learn within 1e-12: $name", (golden) => {
  const { classes, labels, probabilities, predictions, matrix: expected, probability } = golden;
  const weights = golden.weights ?? undefined;
  const matrix = matrixOf(golden);

  it("confusion matrix and its numbers", () => {
    expect([...predictedClasses(probabilities, classes)]).toEqual(predictions);
    expectClose(matrix.toArray(), expected.confusion);
    for (const by of ["true", "pred", "all"] as const) {
      expectClose(matrix.normalize(by), expected.normalized[by], undefined, by);
    }
    expectClose(accuracy(matrix), expected.accuracy);
    for (const [level, interval] of Object.entries(expected.wilson ?? {})) {
      expectClose(accuracyInterval(matrix, Number(level)), interval);
    }
    expectClose(balancedAccuracy(matrix), expected.balanced);
    if (expected.balancedAdjusted !== undefined) {
      expectClose(balancedAccuracy(matrix, { adjusted: true }), expected.balancedAdjusted);
    }
    for (const kind of ["none", "linear", "quadratic"] as const) {
      expectClose(cohenKappa(matrix, { weights: kind }), expected.kappa[kind], undefined, `kappa ${kind}`);
    }
    expectClose(matthewsCorrelation(matrix), expected.mcc, undefined, "mcc");
  });

  it("rates of each class and their averages", () => {
    expectClose(specificity(matrix).perClass, expected.specificity.perClass);
    expectClose(specificity(matrix).micro, expected.specificity.micro);
    // scikit-learn takes a class whose samples all weigh nothing for present, here it is absent.
    const weightless = golden.name === "weights zero but one";
    for (const { zeroDivision, ...scores } of expected.scores) {
      const options = (absentClasses: "include" | "exclude") => ({
        zeroDivision,
        absentClasses: weightless ? "include" : absentClasses,
      });
      expectScores((absent) => precision(matrix, options(absent)), scores.precision, "precision");
      expectScores((absent) => recall(matrix, options(absent)), scores.recall, "recall");
      if (scores.jaccard)
        expectScores((absent) => jaccard(matrix, options(absent)), scores.jaccard, "jaccard");
      for (const [beta, rates] of Object.entries(scores.fBeta)) {
        expectScores((absent) => fBeta(matrix, Number(beta), options(absent)), rates, `F${beta}`);
      }
    }
  });

  it("classification report, as object and as text", () => {
    const report = classificationReport(matrix);
    const rows = [
      ...report.classes.map((row) => [row, expected.report[row.label]] as const),
      [report.macro, expected.report["macro avg"]] as const,
      [report.weighted, expected.report["weighted avg"]] as const,
    ];
    for (const [row, golden] of rows) {
      expectClose(
        [row.precision, row.recall, row.f1, row.support],
        [golden.precision, golden.recall, golden["f1-score"], golden.support],
      );
    }
    // scikit-learn prints whole supports as "8.0" once any rate of the report was undefined.
    const text = expected.reportText.replace(/ ( *\d+)\.0$/gm, "   $1");
    if (!weights) expect(renderClassificationReport(report, { digits: 5 })).toBe(text);
  });

  it("scores of probabilities", () => {
    if (probability.logLoss !== undefined) {
      expectClose(logLoss(labels, probabilities, weights), probability.logLoss, undefined, "log loss");
      expectClose(brierScore(labels, probabilities, weights), probability.brier!, undefined, "Brier score");
    }
    for (const [k, expectedRate] of Object.entries(probability.topK ?? {})) {
      expectClose(
        topKAccuracy(labels, probabilities, Number(k), weights),
        expectedRate,
        undefined,
        `top ${k}`,
      );
    }
  });

  it("ROC and precision-recall curves", () => {
    for (let k = 0; k < classes; k++) {
      const binary = labels.map((label) => Number(label === k));
      const scores = labels.map((_, i) => probabilities[i * classes + k]);
      const roc = rocCurve(binary, scores, weights);
      expectClose(roc.falsePositiveRate, probability.roc[k].fpr, undefined, `class ${k} fpr`);
      expectClose(roc.truePositiveRate, probability.roc[k].tpr, undefined, `class ${k} tpr`);
      expectClose(roc.thresholds, probability.roc[k].thresholds, undefined, `class ${k} thresholds`);
      expectClose(roc.auc, probability.roc[k].auc, undefined, `class ${k} auc`);
      const pr = precisionRecallCurve(binary, scores, weights);
      const expectedPr = probability.precisionRecall[k];
      expectClose(pr.precision, expectedPr.precision, undefined, `class ${k} precision`);
      expectClose(pr.recall, expectedPr.recall, undefined, `class ${k} recall`);
      expectClose(pr.thresholds, expectedPr.thresholds, undefined, `class ${k} thresholds`);
      expectClose(pr.averagePrecision, expectedPr.averagePrecision, undefined, `class ${k} AP`);
    }
    const { rocAuc: areas, averagePrecision: precisions } = probability;
    if (areas) {
      const actual = rocAuc(labels, probabilities, weights);
      expectClose([actual.macro, actual.weighted, actual.micro], [areas.macro, areas.weighted, areas.micro]);
      expectClose(actual.macro, areas.ovr);
    }
    if (precisions) {
      const actual = averagePrecision(labels, probabilities, weights);
      expectClose(
        [actual.macro, actual.weighted, actual.micro],
        [precisions.macro, precisions.weighted, precisions.micro],
      );
    }
  });

  it("calibration, risk-coverage, temperature", () => {
    for (const { bins, strategy, ...curve } of probability.calibration) {
      const actual = calibrationCurve(labels, probabilities, { bins, strategy });
      const filled = actual.bins.filter(({ samples }) => samples > 0);
      const name = `${bins} ${strategy} bins`;
      expectClose(
        actual.bins.map((bin) => bin.samples),
        curve.samples,
        0,
        name,
      );
      expectClose(
        filled.map((bin) => bin.accuracy),
        curve.accuracy,
        undefined,
        name,
      );
      expectClose(
        filled.map((bin) => bin.confidence),
        curve.confidence,
        undefined,
        name,
      );
      expectClose(actual.expectedError, curve.expectedError, undefined, name);
      expectClose(actual.maximumError, curve.maximumError, undefined, name);
    }
    const risk = riskCoverageCurve(labels, probabilities);
    expectClose(risk.thresholds, probability.riskCoverage.thresholds);
    expectClose(risk.coverage, probability.riskCoverage.coverage);
    expectClose(risk.risk, probability.riskCoverage.risk);
    expectClose(risk.area, probability.riskCoverage.area);
    const logits = probabilities.map(Math.log);
    if (typeof probability.temperature === "number") {
      expectClose(fitTemperature(labels, logits), probability.temperature, undefined, "temperature");
    }
    if (probability.tempered) {
      const tempered = applyTemperature(logits, 1.7, classes);
      expectClose(tempered, probability.tempered.flat(), 1e-7, "float32 probabilities");
    }
  });

  it("McNemar's test", () => {
    const actual = mcnemarTest(labels, predictions, golden.otherPredictions);
    expectClose(actual.onlyFirstRight, golden.mcnemar.onlyFirstRight);
    expectClose(actual.onlySecondRight, golden.mcnemar.onlySecondRight);
    expectClose(actual.pValue, golden.mcnemar.pValue, undefined, "p");
  });
});

it.each(mcnemarLarge)("McNemar's test of $rarer against $commoner, relative 1e-10", (golden) => {
  const labels = new Uint8Array(golden.rarer + golden.commoner);
  const first = labels.map((_, i) => (i < golden.rarer ? 0 : 1));
  const second = first.map((prediction) => 1 - prediction);
  const { pValue } = mcnemarTest(labels, first, second);
  // The smallest of them is below what float64 can hold.
  if (golden.pValue === 0) expect(pValue).toBe(0);
  else expect(Math.abs(pValue / golden.pValue - 1)).toBeLessThan(1e-10);
});
