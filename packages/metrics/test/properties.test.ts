import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyTemperature,
  BrierScore,
  bootstrapDifference,
  Calibration,
  calibrationCurve,
  evaluateClassifier,
  fitTemperature,
  LogLoss,
  logLoss,
  mcnemarTest,
  precisionRecallCurve,
  predictedClasses,
  riskCoverageCurve,
  rocAuc,
  rocCurve,
  TopKAccuracy,
  topKAccuracy,
  wilsonInterval,
} from "../src/index.js";

fc.configureGlobal({ numRuns: Number(process.env.FUZZ_RUNS ?? 100) });

const CLASSES = 3;

interface Sample {
  label: number;
  row: number[];
  weight: number;
}

/** Rows on a coarse grid half of the time, so that scores tie. */
const sample: fc.Arbitrary<Sample> = fc
  .record({
    label: fc.nat(CLASSES - 1),
    parts: fc.oneof(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: CLASSES, maxLength: CLASSES }),
      fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: CLASSES, maxLength: CLASSES }),
    ),
    weight: fc.double({ min: 0, max: 100, noNaN: true }),
  })
  .map(({ label, parts, weight }) => {
    const sum = parts.reduce((total, part) => total + part, 0);
    return { label, weight, row: parts.map((part) => part / sum) };
  });
const samples = fc.array(sample, { minLength: 1, maxLength: 40 });

function columns(list: Sample[]) {
  return {
    labels: list.map(({ label }) => label),
    probabilities: list.flatMap(({ row }) => row),
    weights: list.map(({ weight }) => weight),
  };
}

/** The samples in another order that `seed` decides. */
function shuffled(list: Sample[], seed: number): Sample[] {
  return list
    .map((item, i) => ({ item, key: Math.imul(i + 1, seed | 1) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

interface Accumulator {
  update(labels: number[], probabilities: number[], weights?: number[]): this;
  merge(other: this): this;
  compute(): unknown;
}

/** @param weighted whether the accumulator takes weights */
function gives<A extends Accumulator>(name: string, create: () => A, weighted: boolean): void {
  const take = (list: Sample[]) => {
    const { labels, probabilities, weights } = columns(list);
    return create().update(labels, probabilities, weighted ? weights : undefined);
  };
  it(`${name}${weighted ? " with weights" : ""} gives the same bits for any order, batches and merging`, () => {
    fc.assert(
      fc.property(samples, fc.nat(), fc.nat(40), (list, seed, cut) => {
        const whole = take(list).compute();
        expect(take(shuffled(list, seed)).compute()).toEqual(whole);
        const head = take(list.slice(0, cut));
        expect(head.merge(take(list.slice(cut))).compute()).toEqual(whole);
        expect(head.compute(), "compute does not reset").toEqual(whole);
      }),
    );
  });
}

describe("streaming", () => {
  for (const weighted of [false, true]) {
    gives("LogLoss", () => new LogLoss(), weighted);
    gives("BrierScore", () => new BrierScore(), weighted);
    gives("TopKAccuracy", () => new TopKAccuracy(2), weighted);
  }
  gives("Calibration", () => new Calibration(7), false);
});

describe("curves", () => {
  it("do not depend on the order of the samples", () => {
    fc.assert(
      fc.property(samples, fc.nat(), (list, seed) => {
        const [first, second] = [list, shuffled(list, seed)].map((each) => {
          const { labels, probabilities } = columns(each);
          const scores = labels.map((_, i) => probabilities[i * CLASSES]);
          const binary = labels.map((label) => Number(label === 0));
          return {
            roc: rocCurve(binary, scores),
            precisionRecall: precisionRecallCurve(binary, scores),
            riskCoverage: riskCoverageCurve(labels, probabilities),
            adaptive: calibrationCurve(labels, probabilities, { strategy: "quantile", bins: 3 }).bins.map(
              ({ samples }) => samples,
            ),
            temperature: fitTemperature(labels, probabilities.map(Math.log)),
          };
        });
        expect(second).toEqual(first);
      }),
    );
  });

  it("have an area that is the chance of ranking a positive above a negative", () => {
    fc.assert(
      fc.property(samples, (list) => {
        const { labels, probabilities } = columns(list);
        const scores = (k: number) =>
          list.flatMap(({ row, label }) => ((label === 1) === (k === 1) ? [row[1]] : []));
        const pairs = scores(1).flatMap((p) => scores(0).map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const chance = pairs.reduce((sum: number, pair) => sum + pair, 0) / pairs.length;
        const { perClass } = rocAuc(labels, probabilities);
        if (pairs.length === 0) expect(perClass[1]).toBeNaN();
        else expect(perClass[1]).toBeCloseTo(chance, 12);
      }),
    );
  });
});

describe("temperature", () => {
  it("never makes the log loss worse, and ignores what logits have in common", () => {
    fc.assert(
      fc.property(samples, fc.double({ min: -50, max: 50, noNaN: true }), (list, shift) => {
        const { labels, probabilities } = columns(list);
        const logits = probabilities.map(Math.log);
        const temperature = fitTemperature(labels, logits);
        expect(temperature).toBeGreaterThanOrEqual(0.01);
        expect(temperature).toBeLessThanOrEqual(100);
        const loss = (t: number) => logLoss(labels, applyTemperature(logits, t, CLASSES));
        expect(loss(temperature)).toBeLessThanOrEqual(logLoss(labels, probabilities) + 1e-6);
        // The temperature itself may differ where it hardly matters, as with logits that are all but equal.
        const shifted = logits.map((logit) => logit + shift);
        expect(loss(fitTemperature(labels, shifted))).toBeCloseTo(loss(temperature), 5);
      }),
    );
  });

  it("stops at the ends of its range", () => {
    expect(fitTemperature([0, 1], [2, 0, 0, 2])).toBe(0.01);
    expect(fitTemperature([1, 0], [2, 0, 0, 2])).toBe(100);
    expect(fitTemperature([0, 1], [0, 0, 0, 0])).toBe(1);
  });
});

describe("comparisons", () => {
  const paired = fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 60 });

  it("McNemar's test is symmetric, and 1 for equal models", () => {
    fc.assert(
      fc.property(paired, (rows) => {
        const [labels, first, second] = [0, 1, 2].map((column) => rows.map((row) => row[column]));
        const there = mcnemarTest(labels, first, second);
        const back = mcnemarTest(labels, second, first);
        expect(there.pValue).toBe(back.pValue);
        expect(there.onlyFirstRight).toBe(back.onlySecondRight);
        expect(there.pValue).toBeGreaterThan(0);
        expect(there.pValue).toBeLessThanOrEqual(1);
        expect(mcnemarTest(labels, first, first).pValue).toBe(1);
      }),
    );
  });

  it("the bootstrap finds the known standard error, the same for one seed and for any order of samples", () => {
    // 1000 samples: the first model alone right on 60, the second alone on 40.
    const first = Float64Array.from({ length: 1000 }, (_, i) => (i < 60 || i >= 100 ? 1 : 0));
    const second = Float64Array.from({ length: 1000 }, (_, i) => (i >= 60 ? 1 : 0));
    const result = bootstrapDifference(first, second, { seed: 5, resamples: 4000 });
    const standardError = Math.sqrt((0.1 - 0.02 ** 2) / 1000);
    expect(result.difference).toBeCloseTo(0.02, 12);
    expect(result.standardError / standardError).toBeCloseTo(1, 1);
    expect(result.interval[0]).toBeCloseTo(0.02 - 1.96 * standardError, 2);
    expect(result.interval[1]).toBeCloseTo(0.02 + 1.96 * standardError, 2);
    expect(bootstrapDifference(first, second, { seed: 5, resamples: 4000 })).toEqual(result);
    expect(
      bootstrapDifference(first.toReversed(), second.toReversed(), { seed: 5, resamples: 4000 }),
    ).toEqual(result);
    expect(bootstrapDifference(first, second, { seed: 6, resamples: 4000 })).not.toEqual(result);
  });

  it("Wilson's interval holds the rate and stays inside 0 to 1", () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.nat(1000),
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        (a, b, level) => {
          const total = a + b;
          const [low, high] = wilsonInterval(a, total, level);
          if (total === 0) {
            expect([low, high]).toEqual([Number.NaN, Number.NaN]);
            return;
          }
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(a / total);
          expect(high).toBeGreaterThanOrEqual(a / total);
        },
      ),
    );
  });
});

describe("no samples", () => {
  it("give NaN where a mean is asked for, empty curves, and an error for an evaluation", () => {
    expect(logLoss([], [])).toBeNaN();
    expect(topKAccuracy([], [], 1)).toBeNaN();
    expect(new Calibration().compute().expectedError).toBeNaN();
    expect(calibrationCurve([], []).maximumError).toBeNaN();
    expect(riskCoverageCurve([], []).area).toBeNaN();
    expect(rocCurve([], []).auc).toBeNaN();
    expect(precisionRecallCurve([], []).averagePrecision).toBeNaN();
    expect(() => evaluateClassifier({ labels: [], probabilities: [] })).toThrow(/without samples/);
  });
});

describe("wrong input", () => {
  it.each([
    ["a row that does not sum to 1", [0], [0.5, 0.4], /row 0 sums to 0.9/],
    ["logits", [0], [3, -2], /row 0, class 0 has probability 3/],
    ["NaN", [0, 1], [1, 0, Number.NaN, 1], /row 1, class 0 has probability NaN/],
    ["half a row", [0, 1], [1, 0, 1], /3 probabilities cannot be \[N, K\] rows for 2 labels/],
    ["probabilities without labels", [], [1], /1 probabilities/],
    ["labels without probabilities", [0], [], /0 probabilities/],
    ["a label out of range", [2], [0.5, 0.5], /label 0 is 2; with 2 classes/],
  ])("is refused: %s", (_, labels, probabilities, message) => {
    expect(() => logLoss(labels, probabilities)).toThrow(message);
    expect(() => calibrationCurve(labels, probabilities)).toThrow(message);
    expect(() => evaluateClassifier({ labels, probabilities })).toThrow(
      labels.length === 0 ? /without samples/ : message,
    );
  });

  it("has a stable code", () => {
    const code = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(() => logLoss([5], [0.5, 0.5]))).toBe("ERR_METRICS_LABEL");
    expect(code(() => logLoss([0], [0.5, 0.4]))).toBe("ERR_METRICS_PROBABILITIES");
    expect(code(() => logLoss([0], [0.5, 0.5], [-1]))).toBe("ERR_METRICS_WEIGHT");
    expect(code(() => logLoss([0], [0.5, 0.5], [1, 1]))).toBe("ERR_METRICS_SHAPE");
    expect(code(() => topKAccuracy([0], [0.5, 0.5], 0))).toBe("ERR_METRICS_ARGUMENT");
    expect(code(() => new Calibration(0))).toBe("ERR_METRICS_ARGUMENT");
    expect(code(() => wilsonInterval(3, 2))).toBe("ERR_METRICS_ARGUMENT");
    expect(code(() => wilsonInterval(1, 2, 95))).toBe("ERR_METRICS_ARGUMENT");
    expect(code(() => rocCurve([0, 1], [0, Number.NaN]))).toBe("ERR_METRICS_PROBABILITIES");
    expect(code(() => fitTemperature([0], [0, Number.POSITIVE_INFINITY]))).toBe("ERR_METRICS_PROBABILITIES");
    expect(code(() => applyTemperature([0, 0], 0, 2))).toBe("ERR_METRICS_ARGUMENT");
    expect(code(() => bootstrapDifference([], []))).toBe("ERR_METRICS_ARGUMENT");
    expect(code(() => predictedClasses([1, 2, 3], 2))).toBe("ERR_METRICS_SHAPE");
  });
});
