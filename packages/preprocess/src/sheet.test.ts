import { describe, expect, it } from "vitest";
import { canvas, difference, imageOf } from "../test/mnist.js";
import { toMnist, toMnistWithTrace } from "./mnist.js";
import type { Picture } from "./picture.js";
import { coverSurroundings } from "./sheet.js";
import { thumbnailOf } from "./thumbnail.js";

const WIDTH = 400;
const HEIGHT = 360;

/** A digit on a sheet that lies on a table, turned by `slope`, which may be darker or brighter than the ink. */
function onTable(digit: number, { table = 70, paper = 235, ink = 40, slope = 0.08 } = {}): Picture {
  const { data } = canvas(WIDTH, HEIGHT, [{ image: imageOf(digit), x: 120, y: 90, scale: 6 }], {
    paper,
    ink,
  });
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const [u, v] = [x - 200 + slope * (y - 175), y - 175 - slope * (x - 200)];
      if (Math.abs(u) > 130 || Math.abs(v) > 125) data[y * WIDTH + x] = table;
    }
  }
  return { data, width: WIDTH, height: HEIGHT, channels: 1 };
}

describe("a sheet that is a part of the picture", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("holds a %d, whatever lies around it", (digit) => {
    const wanted = toMnist(canvas(300, 300, [{ image: imageOf(digit), x: 60, y: 60, scale: 6 }]));
    expect(difference(toMnist(onTable(digit)), wanted)).toBeLessThan(0.06);
    const board = onTable(digit, { table: 240, paper: 50, ink: 230 });
    expect(toMnistWithTrace(board).trace.polarity).toBe("light-on-dark");
    expect(difference(toMnist(board), wanted)).toBeLessThan(0.06);
  });

  it("is the canvas in a screenshot, not the buttons below it", () => {
    const picture = onTable(5, { table: 250, paper: 0, ink: 255, slope: 0 });
    for (let y = 320; y < 345; y++) picture.data.fill(90, y * WIDTH + 90, y * WIDTH + 200);
    expect(difference(toMnist(picture), imageOf(5))).toBeLessThan(0.3);
  });

  it("is the whole picture when nothing but the digit is on it", () => {
    for (const digit of [0, 4, 8]) {
      const { data, width, height } = canvas(300, 300, [{ image: imageOf(digit), x: 5, y: 5, scale: 10 }]);
      const gray = { data: Uint8Array.from(data), width, height };
      expect(coverSurroundings(gray, thumbnailOf(gray))).toBe(gray);
    }
  });

  it("is no part of a page that digits as high as the page divide", () => {
    const digits = [0, 100, 330, 430].map((x, i) => ({ image: imageOf(i + 2), x, y: 2, scale: 4 }));
    const { data, width, height } = canvas(560, 116, digits);
    const gray = { data: Uint8Array.from(data), width, height };
    expect(coverSurroundings(gray, thumbnailOf(gray))).toBe(gray);
  });

  it("is nothing that is empty: the table stays in sight", () => {
    const { data } = onTable(5, { paper: 200, ink: 200 });
    const gray = { data: Uint8Array.from(data), width: WIDTH, height: HEIGHT };
    expect(coverSurroundings(gray, thumbnailOf(gray))).toBe(gray);
  });
});
