import { beforeAll, describe, expect, it } from "vitest";
import { loadMnist } from "../node/load.js";
import type { Split } from "../split.js";
import { drawImage } from "./draw.js";
import { drawSamples } from "./grid.js";

let test: Split;
beforeAll(async () => {
  ({ test } = await loadMnist({ sources: ["embedded"] }));
});

describe("drawImage", () => {
  it("draws shades two characters wide", () => {
    expect(drawImage(Uint8Array.of(0, 128, 255, 30), 2, 2, { color: false })).toEqual(["  ++", "@@.."]);
  });

  it("draws two pixels in a character with color, the last row of an odd number over background", () => {
    expect(drawImage(Uint8Array.of(1, 2, 3), 3, 1, { color: true })).toEqual([
      "\x1b[38;2;1;1;1;48;2;2;2;2m▀\x1b[0m",
      "\x1b[38;2;3;3;3;48;2;0;0;0m▀\x1b[0m",
    ]);
  });
});

describe("drawSamples", () => {
  it("puts as many side by side as fit, each under its class", () => {
    const lines = drawSamples(test.slice(0, 3), { width: 120, color: false }).split("\n");
    expect(lines.length).toBe(2 * (1 + 28));
    expect(lines[0].split(/ +/)).toEqual(["7", "2"]);
    expect(lines[29]).toBe("1");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it("draws at least one in a row, however narrow the terminal", () => {
    expect(drawSamples(test.slice(0, 2), { width: 10, color: true }).split("\n").length).toBe(2 * (1 + 14));
  });
});
