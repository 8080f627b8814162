import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { positionsWhere, stratifiedChoice, stratifiedFolds } from "./partition.js";

const labelArrays = fc.uint8Array({ min: 0, max: 9, minLength: 2, maxLength: 300 });
const seeds = fc.nat(2 ** 32 - 1);
const countOf = (labels: ArrayLike<number>, label: number) => positionsWhere(labels, label).length;

describe("stratifiedChoice", () => {
  it("chooses the asked number, each class in its share to within one sample, every position once", () => {
    fc.assert(
      fc.property(labelArrays, fc.double({ min: 0, max: 1, noNaN: true }), seeds, (labels, share, seed) => {
        const count = Math.round(share * labels.length);
        const { chosen, others } = stratifiedChoice(labels, count, seed);
        expect(chosen.length).toBe(count);
        expect([...chosen, ...others].sort((a, b) => a - b)).toEqual([...labels.keys()]);
        expect([...chosen]).toEqual([...chosen].sort((a, b) => a - b));
        for (let label = 0; label < 10; label++) {
          const picked = [...chosen].filter((position) => labels[position] === label).length;
          const exact = (count * countOf(labels, label)) / labels.length;
          expect(Math.abs(picked - exact)).toBeLessThan(1);
        }
      }),
    );
  });

  it("is decided by the seed", () => {
    const labels = Uint8Array.from({ length: 1000 }, (_, i) => i % 10);
    expect(stratifiedChoice(labels, 100, 1)).toEqual(stratifiedChoice(labels, 100, 1));
    expect(stratifiedChoice(labels, 100, 1)).not.toEqual(stratifiedChoice(labels, 100, 2));
  });

  // The order other languages have to reproduce.
  it("keeps its algorithm", () => {
    const labels = Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 0, 1, 0);
    expect([...stratifiedChoice(labels, 4, 42).chosen]).toEqual([5, 7, 8, 9]);
    expect([...stratifiedFolds(labels, 3, 42)]).toEqual([1, 0, 1, 2, 2, 1, 0, 0, 0, 2]);
  });

  it.each([-1, 11, 1.5, Number.NaN])("refuses to choose %s of 10", (count) => {
    expect(() => stratifiedChoice(new Uint8Array(10), count, 0)).toThrow(
      expect.objectContaining({ code: "ERR_MNIST_ARGUMENT" }),
    );
  });
});

describe("stratifiedFolds", () => {
  it("deals folds of equal size, each class spread evenly, to within one sample", () => {
    fc.assert(
      fc.property(labelArrays, fc.integer({ min: 2, max: 10 }), seeds, (labels, k, seed) => {
        fc.pre(k <= labels.length);
        const folds = stratifiedFolds(labels, k, seed);
        const spread = (counts: number[]) => Math.max(...counts) - Math.min(...counts);
        expect(spread(Array.from({ length: k }, (_, fold) => countOf(folds, fold)))).toBeLessThanOrEqual(1);
        for (let label = 0; label < 10; label++) {
          const ofClass = [...folds].filter((_, position) => labels[position] === label);
          const counts = Array.from({ length: k }, (_, fold) => countOf(ofClass, fold));
          expect(spread(counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it.each([1, 11, 2.5])("refuses to deal 10 samples into %s folds", (k) => {
    expect(() => stratifiedFolds(new Uint8Array(10), k, 0)).toThrow(
      expect.objectContaining({ code: "ERR_MNIST_ARGUMENT" }),
    );
  });
});
