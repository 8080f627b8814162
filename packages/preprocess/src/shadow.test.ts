import { describe, expect, it } from "vitest";
import { findComponents } from "./components.js";
import { isShade } from "./shadow.js";

const SIDE = 120;

/** Whether a slanting line of a level on paper of another, `from` one column `to` another, counts as shade. */
function shade(paper: number, level: number, from = 0, to = SIDE): boolean {
  const marks = new Uint8Array(SIDE * SIDE);
  for (let x = from; x < to; x++) {
    for (let y = 0; y < SIDE; y++) if (Math.abs(y - 0.8 * x) < 4) marks[y * SIDE + x] = 1;
  }
  const { labels, components } = findComponents(marks, SIDE, SIDE, 1);
  const data = marks.map((mark) => (mark === 1 ? level : paper));
  return isShade({ data, width: SIDE, height: SIDE }, labels, components[0]);
}

describe("isShade", () => {
  it("is a crease or a gleam from one side of the picture to another", () => {
    expect(shade(220, 185)).toBe(true);
    expect(shade(200, 235)).toBe(true);
  });

  it("is not what a pen or chalk leaves", () => {
    expect(shade(220, 120)).toBe(false);
    expect(shade(60, 190)).toBe(false);
  });

  it("is not a faint stroke within the picture", () => {
    expect(shade(220, 185, 20, 100)).toBe(false);
  });
});
