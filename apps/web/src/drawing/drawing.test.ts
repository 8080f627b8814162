import { effect } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { createDrawing } from "./drawing.js";

const at = (x: number, y: number) => ({ x, y, pressure: 0.5 });

describe("createDrawing", () => {
  it("shows a stroke without a gap from its start to its end, and changes nothing when the pen is lifted", () => {
    const drawing = createDrawing();
    const seen: number[] = [];
    const last: unknown[] = [];
    effect(() => {
      seen.push(drawing.strokes.value.length);
      last.push(drawing.strokes.value.at(-1));
    });
    drawing.start(at(0.1, 0.1), false);
    drawing.extend([at(0.2, 0.2)]);
    drawing.finish();
    drawing.start(at(0.5, 0.1), false);
    drawing.finish();
    expect(seen).toEqual([0, 1, 1, 1, 2, 2]);
    expect(last[3], "the same stroke, so it is not read again").toBe(last[2]);
  });

  it("clears and undoes", () => {
    const drawing = createDrawing();
    drawing.start(at(0.1, 0.1), false);
    drawing.finish();
    drawing.clear();
    expect(drawing.isEmpty.value).toBe(true);
    drawing.undo();
    expect(drawing.strokes.value).toHaveLength(1);
    drawing.undo();
    expect(drawing.canUndo.value).toBe(false);
    drawing.redo();
    expect(drawing.strokes.value).toHaveLength(1);
  });

  it("undoes the stroke that is being made, and only that", () => {
    const drawing = createDrawing();
    drawing.start(at(0.1, 0.1), false);
    drawing.finish();
    drawing.start(at(0.5, 0.1), false);
    drawing.undo();
    drawing.extend([at(0.6, 0.2)]);
    drawing.finish();
    expect(drawing.strokes.value).toHaveLength(1);
    drawing.undo();
    expect(drawing.isEmpty.value).toBe(true);
  });

  it("keeps a stroke when another pen begins before it has ended", () => {
    const drawing = createDrawing();
    drawing.start(at(0.1, 0.1), true);
    drawing.start(at(0.5, 0.1), false);
    drawing.finish();
    expect(drawing.strokes.value).toHaveLength(2);
  });
});
