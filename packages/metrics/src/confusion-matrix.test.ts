import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfusionMatrix } from "./confusion-matrix.js";

fc.configureGlobal({ numRuns: Number(process.env.FUZZ_RUNS ?? 100) });

const CLASSES = 4;
const sample = fc.record({
  label: fc.nat(CLASSES - 1),
  prediction: fc.nat(CLASSES - 1),
  weight: fc.double({ min: 0, max: 1e6, noNaN: true }),
});
type Sample = typeof sample extends fc.Arbitrary<infer S> ? S : never;

function matrixOf(samples: Sample[], weighted: boolean): ConfusionMatrix {
  return new ConfusionMatrix(CLASSES).update(
    samples.map((s) => s.label),
    samples.map((s) => s.prediction),
    weighted ? samples.map((s) => s.weight) : undefined,
  );
}

describe("ConfusionMatrix", () => {
  it("has true classes in rows and predicted classes in columns", () => {
    const matrix = new ConfusionMatrix(["cat", "dog"]).update([0, 0, 0, 1], [0, 1, 1, 1]);
    expect(matrix.toArray()).toEqual([
      [1, 2],
      [0, 1],
    ]);
    expect(matrix.at(0, 1)).toBe(2);
    expect([...matrix.rowSums()]).toEqual([3, 1]);
    expect([...matrix.columnSums()]).toEqual([1, 3]);
  });

  it.each([
    [0, 2],
    [2, 0],
    [-1, 1],
    [0.5, 0],
  ])("has no cell (%d, %d) with two classes", (trueClass, predictedClass) => {
    const matrix = new ConfusionMatrix(2).update([0, 1], [0, 1]);
    expect(() => matrix.at(trueClass, predictedClass)).toThrow(
      expect.objectContaining({ code: "ERR_METRICS_LABEL" }),
    );
  });

  it("gives the same bits for any order, any batches and any merging, weighted or not", () => {
    const cases = fc.record({
      samples: fc.array(sample, { maxLength: 60 }),
      weighted: fc.boolean(),
      cut: fc.nat(60),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ samples, weighted, cut, seed }) => {
        const whole = matrixOf(samples, weighted).toArray();
        const shuffled = samples
          .map((s, i) => ({ s, key: Math.imul(i + 1, seed | 1) }))
          .sort((a, b) => a.key - b.key)
          .map(({ s }) => s);
        expect(matrixOf(shuffled, weighted).toArray()).toEqual(whole);
        const head = matrixOf(samples.slice(0, cut), weighted);
        const tail = samples.slice(cut);
        expect(matrixOf([], weighted).merge(head).merge(matrixOf(tail, weighted)).toArray()).toEqual(whole);
        for (const { label, prediction, weight } of tail) {
          head.update([label], [prediction], weighted ? [weight] : undefined);
        }
        expect(head.toArray()).toEqual(whole);
      }),
    );
  });

  it("mixes weighted and unweighted batches", () => {
    const matrix = new ConfusionMatrix(2).update([0], [0]).update([0], [0], [0.5]).update([0], [0]);
    expect(matrix.at(0, 0)).toBe(2.5);
    expect(new ConfusionMatrix(2).update([0], [0]).merge(matrix).at(0, 0)).toBe(3.5);
    expect(matrix.merge(matrix).at(0, 0)).toBe(5);
  });

  it("travels between workers as JSON", () => {
    const matrix = new ConfusionMatrix(["a", "b"]).update([0, 1, 1], [1, 1, 0]);
    const received = ConfusionMatrix.from(JSON.parse(JSON.stringify(matrix)));
    expect(received.toJSON()).toEqual(matrix.toJSON());
    expect(matrix.merge(received).total).toBe(6);
  });

  it("reorders its classes", () => {
    const matrix = new ConfusionMatrix(["a", "b"]).update([0, 0, 1], [1, 1, 1]).reorder(["b", "a"]);
    expect(matrix.toArray()).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(() => matrix.reorder(["a", "a"])).toThrow(/each of the classes/);
  });

  it.each([
    { labels: [10], predictions: [0], message: /label 0 is 10; with 10 classes/ },
    { labels: [0, -1], predictions: [0, 0], message: /label 1 is -1/ },
    { labels: [0.5], predictions: [0], message: /label 0 is 0.5/ },
    { labels: [Number.NaN], predictions: [0], message: /label 0 is NaN/ },
    { labels: [0, 1], predictions: [0, 11], message: /prediction 1 is 11/ },
  ])("refuses labels $labels with predictions $predictions and counts nothing", (bad) => {
    const matrix = new ConfusionMatrix(10);
    expect(() => matrix.update(bad.labels, bad.predictions)).toThrow(bad.message);
    expect(() =>
      matrix.update(
        bad.labels,
        bad.predictions,
        bad.labels.map(() => 1),
      ),
    ).toThrow(bad.message);
    expect(matrix.total).toBe(0);
  });

  it("refuses lengths that differ, bad weights, foreign classes, and impossible sizes", () => {
    const matrix = new ConfusionMatrix(2);
    expect(() => matrix.update([0, 1], [0])).toThrow(/expected 2 predictions.*got 1/);
    expect(() => matrix.update([0], [0], [-1])).toThrow(/weight 0 is -1/);
    expect(() => matrix.update([0], [0], [Number.NaN])).toThrow(/weight 0 is NaN/);
    expect(() => matrix.update([0], [0], [1, 1])).toThrow(/sample weights/);
    expect(() => matrix.merge(new ConfusionMatrix(3))).toThrow(/cannot merge/);
    expect(() => new ConfusionMatrix(0)).toThrow(/positive integer/);
    expect(() => new ConfusionMatrix(["a", "a"])).toThrow(/each different/);
    expect(() => ConfusionMatrix.from({ counts: [[1], [2]] })).toThrow(/2 rows of 2/);
    expect(() => ConfusionMatrix.from({ counts: [[-1]] })).toThrow(/not negative/);
    expect(() => matrix.normalize("rows" as "true")).toThrow(/got rows/);
  });
});
