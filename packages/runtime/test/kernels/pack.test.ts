import { it } from "vitest";
import { packPanel, transpose } from "../../reference/pack.js";
import { describeKernels, SIZES } from "./kernelTest.js";

await describeKernels("pack", (t) => {
  const shapes = SIZES.filter((cout) => cout > 0).flatMap((cout) => [1, 9, 288].map((k) => [cout, k]));
  it.each(shapes)("packPanel: weights %i x %i", (cout, k) => {
    const w = t.floats(cout * k);
    const panels = t.output(Math.ceil(cout / 8) * k * 8);
    for (let q = 0; q < Math.ceil(cout / 8); q++) {
      t.call("packPanel", t.input(w), cout, k, panels, q);
      const panel = { ...panels, values: panels.values.subarray(q * k * 8, (q + 1) * k * 8) };
      t.compare(panel, packPanel(w, cout, k, q), 0);
    }
  });

  const matrices = SIZES.flatMap((rows) => SIZES.map((columns) => [rows, columns]));
  it.each(matrices)("transpose: %i x %i", (rows, columns) => {
    const toRow = rows + 3;
    const [from, before] = [t.floats(rows * columns), t.floats(columns * toRow)];
    const to = t.state(before);
    t.call("transpose", t.input(from), rows, columns * 4, columns, to, toRow * 4);
    t.compare(to, transpose(from, columns, before, toRow), 0);
  });
});
