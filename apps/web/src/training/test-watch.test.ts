import { describe, expect, it } from "vitest";
import { TestWatch } from "./test-watch.js";

describe("TestWatch", () => {
  it("counts only the images that were looked at", () => {
    const watch = new TestWatch(Uint8Array.of(0, 1, 2, 3));
    watch.take(1, Uint8Array.of(1, 7));
    const matrix = watch.matrix().toArray();
    expect(matrix.flat().reduce((sum, count) => sum + count)).toBe(2);
    expect(matrix[1][1]).toBe(1);
    expect(matrix[2][7]).toBe(1);
  });

  it("replaces a prediction by a newer one", () => {
    const watch = new TestWatch(Uint8Array.of(5));
    watch.take(0, Uint8Array.of(3));
    watch.take(0, Uint8Array.of(5));
    expect(watch.matrix().toArray()[5]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  it("tells the accuracy of the newest predictions only", () => {
    const watch = new TestWatch(Uint8Array.of(1, 1, 1, 1));
    watch.take(0, Uint8Array.of(0));
    for (let i = 1; i < 4; i++) watch.take(i, Uint8Array.of(i === 1 ? 0 : 1));
    expect(watch.recentAccuracy()).toBe(2 / 3);
  });

  it("goes round through all images", () => {
    const watch = new TestWatch(new Uint8Array(5));
    expect([watch.next(2), watch.next(2), watch.next(2), watch.next(2)]).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 4 },
      { start: 4, end: 5 },
      { start: 0, end: 2 },
    ]);
  });
});
