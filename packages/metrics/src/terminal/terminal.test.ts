import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { classificationReport } from "../classification-report.js";
import { ConfusionMatrix } from "../confusion-matrix.js";
import { renderClassificationReport } from "./classification-report.js";
import { renderConfusionMatrix } from "./confusion-matrix.js";

const matrix = ConfusionMatrix.from({
  counts: [
    [978, 0, 2],
    [1, 1133, 1],
    [30, 12, 1000],
  ],
});

describe("renderConfusionMatrix", () => {
  it("aligns rows of true and columns of predicted classes with precision and recall beside them", () => {
    expect(`\n${renderConfusionMatrix(matrix)}`).toBe(`
            predicted
true       0      1      2   precision     recall
   0     978      ·      2     96.93 %    99.80 %
   1       1  1,133      1     98.95 %    99.82 %
   2      30     12  1,000     99.70 %    95.97 %`);
  });

  it("colors right answers blue and frequent confusions orange", () => {
    const lines = renderConfusionMatrix(matrix, { color: true }).split("\n");
    expect(lines[2]).toContain("\x1b[1;97;48;5;25m   978 \x1b[0m");
    expect(lines[4]).toContain("\x1b[97;48;5;130m    30 \x1b[0m");
    const plain = lines.map((line) => stripVTControlCharacters(line).trimEnd());
    expect(plain.join("\n")).toBe(renderConfusionMatrix(matrix));
  });

  it("numbers the columns of long class names and lets no name write to the terminal", () => {
    const named = ConfusionMatrix.from({
      counts: [
        [3, 1],
        [0, 0],
      ],
      classNames: ["Ankle boot", "\x1b[2Jcoat\n"],
    });
    expect(`\n${renderConfusionMatrix(named)}`).toBe(`
               predicted
true            0  1   precision     recall
0  Ankle boot   3  1    100.00 %    75.00 %
1  \ufffd[2Jcoat\ufffd    ·  ·      0.00 %          -`);
  });
});

describe("wide class names", () => {
  const names = ["お", "き", "👍🏽"];
  const wide = ConfusionMatrix.from({ counts: matrix.toArray(), classNames: names });

  it("stay aligned", () => {
    expect(`\n${renderConfusionMatrix(wide)}`).toBe(`
            predicted
true      お     き     👍🏽   precision     recall
  お     978      ·      2     96.93 %    99.80 %
  き       1  1,133      1     98.95 %    99.82 %
  👍🏽      30     12  1,000     99.70 %    95.97 %`);
  });
});

describe("renderClassificationReport", () => {
  it("rounds ties to even digits, as Python prints them", () => {
    const tied = ConfusionMatrix.from({
      counts: [
        [1, 7],
        [3, 5],
      ],
    });
    const [first, second] = renderClassificationReport(classificationReport(tied)).split("\n").slice(2, 4);
    expect(first.split(/ +/).slice(2, 4)).toEqual(["0.25", "0.12"]);
    expect(second.split(/ +/).slice(2, 4)).toEqual(["0.42", "0.62"]);
  });
});
