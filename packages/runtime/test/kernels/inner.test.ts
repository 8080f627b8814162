import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { it } from "vitest";
import { axpyRow, axpyRows } from "../../reference/axpy.js";
import { interleave, packWindows } from "../../reference/pack.js";
import { tile } from "../../reference/tile.js";
import { assemble } from "../../scripts/assemble.mjs";
import { markPrivate, type Simd } from "../../src/machine/module.js";
import { describeKernels, type KernelTest, SIZES } from "./kernelTest.js";

const FILES = ["tile", "axpy", "pack"].map((name) =>
  fileURLToPath(new URL(`../../assembly/${name}.ts`, import.meta.url)),
);

/** What other kernels are made of and the runtime's module does not export. */
async function assembleInner(build: Simd): Promise<WebAssembly.Module> {
  const folder = await mkdtemp(join(tmpdir(), "mnist-kernels-"));
  try {
    assemble(FILES, build, join(folder, "inner.wasm"));
    const bytes = new Uint8Array(await readFile(join(folder, "inner.wasm")));
    markPrivate(bytes);
    return await WebAssembly.compile(bytes);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A list of `count` sources that begin at one of the first 41 values. */
function scaledSources(t: KernelTest, count: number) {
  const sources = Array.from(t.indices(count, 41), (offset) => ({ offset, factor: t.floats(1)[0] }));
  const list = t.input(new Int32Array(2 * count));
  const factors = new Float32Array(list.values.buffer, list.address, 2 * count);
  sources.forEach(({ offset, factor }, i) => {
    list.values[2 * i] = 4 * offset;
    factors[2 * i + 1] = factor;
  });
  return { sources, list };
}

await describeKernels(
  "inside other kernels",
  (t) => {
    it.each([
      [0, 1, 8, 16, 0],
      [1, 1, 4, 8, 0],
      [9, 1, 4, 8, 0],
      [5, 3, 12, 20, 9],
      [288, 1, 4, 8, 0],
    ])("tile and addTile: %i values in each of %i rows", (run, rows, aStep, bStep, bSkip) => {
      const [a, b] = [t.floats(rows * run * aStep + 4), t.floats(rows * (run * bStep + bSkip) + 8)];
      const from = [t.input(a), 4 * aStep, t.input(b), 4 * bStep, 4 * bSkip, run, rows];
      const expected = tile(a, aStep, b, [bStep, bSkip], run, rows);
      const m = t.output(32);
      t.call("tile", ...from, m);
      t.compare(m, expected);

      // Rows of 12 values, of which the last 4 stay what they are.
      const before = t.floats(48);
      const wide = t.state(before);
      t.call("addTile", ...from, wide, 48);
      const place = (i: number) => Math.floor(i / 12) * 8 + (i % 12);
      t.compare(
        wide,
        before.map((value, i) => (i % 12 < 8 ? value + expected[place(i)] : value)),
      );
    });

    // Rows of 1 to 14 vectors: all ways to cut them.
    const widths = Array.from({ length: 14 }, (_, i) => 4 * (i + 1));
    const lists = [...SIZES, 2, 6, 64].flatMap((count) => [...widths, 96].map((width) => [count, width]));
    it.each(lists)("axpyRows: %i sources, rows of %i values", (count, width) => {
      const [rows, dRow, sRow] = [3, width + 4, width + 8];
      const [d, s] = [t.floats(rows * dRow), t.floats(rows * sRow + 40)];
      const { sources, list } = scaledSources(t, count);
      const out = t.state(d);
      t.call("axpyRows", out, 4 * dRow, list, count, t.input(s), 4 * sRow, rows, 4 * width);
      t.compare(out, axpyRows(d, dRow, sources, s, sRow, rows, width));
    });

    it.each(lists)("axpyRow: %i sources of %i values", (count, width) => {
      const [d, s] = [t.floats(width), t.floats(width + 40)];
      const { sources, list } = scaledSources(t, count);
      const out = t.state(d);
      t.call("axpyRow", out, list, count, t.input(s), 4 * width);
      t.compare(out, axpyRow(d, sources, s));
    });

    it.each([...SIZES, 96])("interleave: four rows of %i values", (count) => {
      const rows = [0, 1, 2, 3].map(() => t.floats(count));
      const out = t.output(4 * count);
      t.call("interleave", ...rows.map((row) => t.input(row)), count, out);
      t.compare(out, interleave(rows), 0);
    });

    it.each([
      [1, 1],
      [3, 3],
      [5, 5],
      [3, 96],
    ])("packWindows: %i rows of %i values", (kh, run) => {
      const rowStride = run * 4 + 3;
      const [x, offsets] = [t.floats(rowStride * 8), Array.from(t.indices(4, rowStride * 3))];
      const out = t.output(4 * kh * run);
      const bytes = t.input(Int32Array.from(offsets, (offset) => 4 * offset));
      t.call("packWindows", t.input(x), bytes, kh, run, 4 * rowStride, out);
      t.compare(out, packWindows(x, offsets, kh, run, rowStride), 0);
    });
  },
  assembleInner,
);
