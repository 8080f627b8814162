import { expect, it } from "vitest";
import { meanSquaredError, softmaxCrossEntropy } from "../../reference/loss.js";
import { relativeError } from "../relativeError.js";
import { describeKernels } from "./kernelTest.js";

const LOSSES = { softmaxCrossEntropy, meanSquaredError };
/** Of float32's exp and log. */
const ROUNDED = 1e-6;

await describeKernels("loss", (t) => {
  const shapes = [
    [0, 10],
    [1, 1],
    [3, 2],
    [4, 10],
    [5, 17],
  ];
  const cases = (["softmaxCrossEntropy", "meanSquaredError"] as const).flatMap((name) =>
    [0, 0.1].flatMap((smoothing) => shapes.map(([n, k]) => ({ name, smoothing, n, k }))),
  );

  it.each(cases)("$name: smoothing $smoothing, $n samples of $k classes", ({ name, smoothing, n, k }) => {
    const [outputs, all, indices] = [t.floats(n * k), Uint8Array.from(t.indices(20, k)), t.indices(n, 20)];
    // Ties between the largest outputs, too: the first counts.
    if (outputs.length > 2) outputs[1] = outputs[0];
    const gradient = t.output(n * k);
    const result = t.state(Float64Array.of(2.5, 0));
    const counted = new Int32Array(result.values.buffer, result.address + 8, 1);
    counted[0] = 7;
    t.call(name, t.input(outputs), n, k, t.input(indices), t.input(all), smoothing, gradient, result);
    const expected = LOSSES[name](
      outputs,
      k,
      Array.from(indices, (i) => all[i]),
      smoothing,
    );
    t.compare(gradient, expected.gradient, ROUNDED);
    expect(relativeError([result.values[0]], [2.5 + expected.loss])).toBeLessThan(ROUNDED);
    expect(counted[0]).toBe(7 + expected.correct);
  });

  it.each([0, 0.1])("softmaxCrossEntropy of sure answers, smoothing %d", (smoothing) => {
    const logits = Float32Array.of(100, 0, -100, 3e4, -3e4, 0);
    const [gradient, result] = [t.output(6), t.state(new Float64Array(2))];
    const [indices, labels] = [t.input(Uint32Array.of(0, 1)), t.input(Uint8Array.of(0, 1))];
    t.call("softmaxCrossEntropy", t.input(logits), 2, 3, indices, labels, smoothing, gradient, result);
    const expected = softmaxCrossEntropy(logits, 3, [0, 1], smoothing);
    t.compare(gradient, expected.gradient, ROUNDED);
    expect(relativeError([result.values[0]], [expected.loss])).toBeLessThan(ROUNDED);
  });
});
