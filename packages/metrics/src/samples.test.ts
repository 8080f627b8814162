import { describe, expect, it } from "vitest";
import * as index from "./index.js";
import * as tfjs from "./tfjs.js";

type Anything = (...args: unknown[]) => unknown;

const functions = [index, tfjs]
  .flatMap((entry) => Object.entries(entry) as [string, Anything][])
  .filter(([name]) => name !== "MetricsError");

/** What a call throws, at once or when its result is waited for. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
}

const labels = Uint8Array.of(0, 1);
const probabilities = Float32Array.of(0.9, 0.1, 0.2, 0.8);

describe("arguments that are out of range", () => {
  const matrix = new index.ConfusionMatrix(2).update(labels, labels);
  const curves = index.oneVsRestCurves(labels, probabilities, ["a", "b"], index.precisionRecallCurve);
  const top = (k: number) => new index.TopKAccuracy(k).update(labels, probabilities);
  it.each<[string, string, () => unknown]>([
    ["auc: y of another length", "ERR_METRICS_SHAPE", () => index.auc([0, 1], [0, 1, 1])],
    ["predictedClasses: half a class", "ERR_METRICS_SHAPE", () => index.predictedClasses(probabilities, 0.5)],
    ["predictedClasses: -2 classes", "ERR_METRICS_SHAPE", () => index.predictedClasses(probabilities, -2)],
    ["TopKAccuracy.merge: another k", "ERR_METRICS_SHAPE", () => top(1).merge(top(2))],
    [
      "bootstrapDifference: seed",
      "ERR_METRICS_ARGUMENT",
      () => index.bootstrapDifference([1], [0], { seed: -1 }),
    ],
    ["mostConfused: limit", "ERR_METRICS_ARGUMENT", () => index.mostConfused(matrix, -1)],
    [
      "plotPrecisionRecall: from",
      "ERR_METRICS_ARGUMENT",
      () => index.plotPrecisionRecall(curves, { from: 1 }),
    ],
    [
      "renderClassificationReport: digits",
      "ERR_METRICS_ARGUMENT",
      () => index.renderClassificationReport(index.classificationReport(matrix), { digits: -1 }),
    ],
    [
      "plotRiskCoverage: no points",
      "ERR_METRICS_ARGUMENT",
      () => index.plotRiskCoverage(index.riskCoverageCurve([], [])),
    ],
  ])("%s", async (_, code, call) => {
    expect(await thrownBy(call)).toMatchObject({ name: "MetricsError", code });
  });
});

describe("arguments that are missing", () => {
  it.each(functions)("%s: none at all", async (_, called) => {
    const isClass = /^class\b/.test(String(called));
    const error = await thrownBy(() => (isClass ? Reflect.construct(called, []) : called()));
    if (called.length > 0) {
      expect(error).toMatchObject({ name: "MetricsError", code: "ERR_METRICS_ARGUMENT" });
    }
  });

  const ofTwoArrays = [
    ...[index.logLoss, index.brierScore, index.topKAccuracy, index.calibrationCurve, index.reliabilityCurve],
    ...[index.rocCurve, index.rocAuc, index.precisionRecallCurve, index.averagePrecision, index.auc],
    ...[index.riskCoverageCurve, index.oneVsRestCurves, index.mcnemarTest, index.bootstrapDifference],
    ...[index.fitTemperature, index.applyTemperature, index.predictedClasses],
  ];
  it.each(ofTwoArrays.map((called) => [called.name, called as Anything] as const))(
    "%s: all but the first",
    async (_, called) => {
      const error = await thrownBy(() => called(labels));
      expect(error).toMatchObject({ name: "MetricsError", code: "ERR_METRICS_ARGUMENT" });
    },
  );

  const matrix = new index.ConfusionMatrix(2);
  it.each<[string, string, () => unknown]>([
    ["ConfusionMatrix.update", "predictions", () => matrix.update(labels, undefined as never)],
    ["ConfusionMatrix.merge", "other", () => matrix.merge(undefined as never)],
    ["ConfusionMatrix.reorder", "order", () => matrix.reorder(undefined as never)],
    ["ConfusionMatrix.from", "counts", () => index.ConfusionMatrix.from({} as never)],
    ["ConfusionMatrix.from", "data", () => index.ConfusionMatrix.from(undefined as never)],
    ["LogLoss.update", "probabilities", () => new index.LogLoss().update(labels, undefined as never)],
    ["LogLoss.merge", "other", () => new index.LogLoss().merge(undefined as never)],
    ["Calibration.update", "labels", () => new index.Calibration().update(undefined as never, labels)],
    ["Calibration.merge", "other", () => new index.Calibration().merge(undefined as never)],
    ["oneVsRestCurves", "classNames", () => (index.oneVsRestCurves as Anything)(labels, probabilities)],
    [
      "oneVsRestCurves",
      "curve",
      () => (index.oneVsRestCurves as Anything)(labels, probabilities, ["a", "b"]),
    ],
    ["mcnemarTest", "second", () => (index.mcnemarTest as Anything)(labels, labels)],
    ["evaluateClassifier", "probabilities", () => index.evaluateClassifier({ labels } as never)],
    ["renderReport", "labels", () => index.renderReport({ probabilities } as never)],
    ["updateFromTensors", "labels", () => (tfjs.updateFromTensors as Anything)(matrix)],
  ])("%s: %s", async (_, name, call) => {
    const refusal = { code: "ERR_METRICS_ARGUMENT", message: expect.stringContaining(name) };
    expect(await thrownBy(call)).toMatchObject(refusal);
  });
});
