import { describe, expect, it } from "vitest";
import { cases, expectClose } from "../test/golden.js";
import { evaluateClassifier } from "./evaluate.js";

const unweighted = cases.filter(({ weights }) => !weights);

describe.each(unweighted)(
  "evaluateClassifier: $name",
  ({ classes, labels, probabilities, matrix, probability }) => {
    const evaluation = evaluateClassifier({ labels, probabilities });

    it("is plain JSON without loss", () => {
      expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
    });

    it("has scikit-learn's numbers in their places", () => {
      const orNull = (value: number) => (Number.isNaN(value) ? null : value);
      expect(evaluation.confusionMatrix).toEqual(matrix.confusion);
      expectClose(evaluation.accuracy, matrix.accuracy);
      expectClose(evaluation.accuracyInterval, matrix.wilson!["0.95"]);
      expectClose(evaluation.balancedAccuracy, matrix.balanced);
      expectClose(evaluation.matthewsCorrelation, matrix.mcc);
      expect(evaluation.cohenKappa === null).toBe(orNull(matrix.kappa.none) === null);
      if (probability.logLoss !== undefined) expectClose(evaluation.loss, probability.logLoss);
      if (probability.brier !== undefined) expectClose(evaluation.brierScore, probability.brier);
      if (probability.topK) {
        expectClose(
          [evaluation.top2Accuracy, evaluation.top3Accuracy],
          [probability.topK[2], probability.topK[3]],
        );
      }
      const [uniform, adaptive] = probability.calibration.filter(({ bins }) => bins === 15);
      expectClose(evaluation.calibration.expectedError, uniform.expectedError);
      expectClose(evaluation.calibration.maximumError, uniform.maximumError);
      expectClose(evaluation.calibration.adaptiveError, adaptive.expectedError);
      expectClose(evaluation.riskCoverageArea, probability.riskCoverage.area);
      expect(evaluation.perClass.map(({ digit }) => digit)).toEqual(
        Array.from({ length: classes }, (_, k) => k),
      );
      evaluation.perClass.forEach((row, k) => {
        const golden = matrix.report[`class ${k}`];
        expectClose(
          [row.precision, row.recall, row.f1],
          [golden.precision, golden.recall, golden["f1-score"]],
        );
        expect(row.support).toBe(golden.support);
        expect(row.rocAuc === null).toBe(orNull(probability.roc[k].auc) === null);
        if (row.rocAuc !== null) expectClose(row.rocAuc, probability.roc[k].auc);
        expectClose(row.averagePrecision, probability.precisionRecall[k].averagePrecision);
      });
    });
  },
);

describe("evaluateClassifier", () => {
  it("names the most confused classes, most frequent first", () => {
    const classNames = ["cat", "dog", "cow"];
    const row = (k: number) => classNames.map((_, i) => (i === k ? 1 : 0));
    const [labels, predictions] = [
      [0, 1, 1, 1, 2, 2, 2],
      [0, 0, 2, 2, 2, 1, 2],
    ];
    const { mostConfused } = evaluateClassifier({
      labels,
      probabilities: predictions.flatMap(row),
      classNames,
    });
    expect(mostConfused).toEqual([
      { true: "dog", predicted: "cow", count: 2, rate: 2 / 3 },
      { true: "dog", predicted: "cat", count: 1, rate: 1 / 3 },
      { true: "cow", predicted: "dog", count: 1, rate: 1 / 3 },
    ]);
  });
});
