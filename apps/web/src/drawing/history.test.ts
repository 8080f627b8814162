import { describe, expect, it } from "vitest";
import { begin, commit, redo, undo } from "./history.js";

describe("history", () => {
  it("goes back and forth through what was committed", () => {
    const history = commit(commit(begin("a"), "b"), "c");
    expect(undo(history).present).toBe("b");
    expect(undo(undo(history)).present).toBe("a");
    expect(redo(undo(history))).toEqual(history);
  });

  it("stays where it is at both ends", () => {
    const history = begin(1);
    expect(undo(history)).toBe(history);
    expect(redo(history)).toBe(history);
  });

  it("forgets what was undone when something new is committed", () => {
    const history = commit(undo(commit(begin(1), 2)), 3);
    expect(redo(history).present).toBe(3);
    expect(undo(history).present).toBe(1);
  });
});
