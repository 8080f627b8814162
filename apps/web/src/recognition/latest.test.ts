import { describe, expect, it } from "vitest";
import { createLatest } from "./latest.js";

describe("createLatest", () => {
  it("skips what a newer input has overtaken", async () => {
    const done: number[] = [];
    const next = createLatest<number>(
      async (input) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        done.push(input);
      },
      () => {},
    );
    for (let i = 1; i <= 5; i++) next(i);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(done).toEqual([1, 5]);
  });

  it("tells an error and goes on with the next input", async () => {
    const errors: unknown[] = [];
    const done: number[] = [];
    const next = createLatest<number>(
      async (input) => {
        if (input === 1) throw new Error("one");
        done.push(input);
      },
      (error) => errors.push(error),
    );
    next(1);
    next(2);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(errors).toHaveLength(1);
    expect(done).toEqual([2]);
  });
});
