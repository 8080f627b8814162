/** The golden values that golden/generate.py wrote, and the comparison the tests make with them. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";

export interface ScoresOf<T> {
  perClass: T;
  micro: number;
  include: { macro: number; weighted: number };
  exclude: { macro: number; weighted: number };
}

export interface GoldenCase {
  name: string;
  classes: number;
  labels: number[];
  probabilities: number[];
  weights: number[] | null;
  predictions: number[];
  otherPredictions: number[];
  matrix: {
    confusion: number[][];
    normalized: Record<"true" | "pred" | "all", number[][]>;
    accuracy: number;
    wilson?: Record<string, [number, number]>;
    balanced: number;
    balancedAdjusted?: number;
    kappa: Record<"none" | "linear" | "quadratic", number>;
    mcc: number;
    specificity: { perClass: number[]; micro: number };
    scores: {
      zeroDivision: number;
      precision: ScoresOf<number[]>;
      recall: ScoresOf<number[]>;
      jaccard?: ScoresOf<number[]>;
      fBeta: Record<string, ScoresOf<number[]>>;
    }[];
    report: Record<string, Record<string, number>>;
    reportText: string;
  };
  probability: {
    logLoss?: number;
    brier?: number;
    topK?: Record<string, number>;
    roc: { fpr: number[]; tpr: number[]; thresholds: number[]; auc: number }[];
    rocAuc?: { macro: number; weighted: number; micro: number; ovr: number };
    precisionRecall: {
      precision: number[];
      recall: number[];
      thresholds: number[];
      averagePrecision: number;
    }[];
    averagePrecision?: { macro: number; weighted: number; micro: number };
    calibration: {
      bins: number;
      strategy: "uniform" | "quantile";
      samples: number[];
      accuracy: number[];
      confidence: number[];
      expectedError: number;
      maximumError: number;
    }[];
    riskCoverage: { thresholds: number[]; coverage: number[]; risk: number[]; area: number };
    temperature?: number | null;
    tempered?: number[][];
  };
  mcnemar: { onlyFirstRight: number; onlySecondRight: number; pValue: number };
}

const NUMBERS: Record<string, number> = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY };

const golden: { cases: GoldenCase[]; mcnemarLarge: { rarer: number; commoner: number; pValue: number }[] } =
  JSON.parse(readFileSync(new URL("../golden/scikit-learn.json", import.meta.url), "utf8"), (_, value) =>
    typeof value === "string" ? (NUMBERS[value] ?? value) : value,
  );

export const mcnemarLarge = golden.mcnemarLarge;

/** All cases with samples, on which scikit-learn has an answer. */
export const cases = golden.cases.filter(({ labels }) => labels.length > 0);

type Numbers = number | ArrayLike<number> | ArrayLike<ArrayLike<number>>;

/** Expects numbers (or arrays of them) equal to 1e-12, relative where they are larger than 1; NaN equals NaN. */
export function expectClose(actual: Numbers, expected: Numbers, tolerance = 1e-12, path = "value"): void {
  if (typeof actual === "number" || typeof expected === "number") {
    const same =
      Object.is(actual, expected) ||
      actual === expected ||
      Math.abs(Number(actual) - Number(expected)) <= tolerance * Math.max(1, Math.abs(Number(expected)));
    if (!same) expect.fail(`${path}: expected ${expected}, got ${actual}`);
    return;
  }
  expect(actual.length, `length of ${path}`).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expectClose(actual[i], expected[i], tolerance, `${path}[${i}]`);
}
