import { describe, it } from "vitest";
import {
  activationBackward,
  activationForward,
  softmaxBackward,
  softmaxForward,
} from "../../reference/activation.js";
import { ACTIVATIONS, type ActivationName, needsInput } from "../../src/graph/activation.js";
import { describeKernels, SIZES } from "./kernelTest.js";

const NAMES = Object.keys(ACTIVATIONS) as ActivationName[];
/** Of float32's exp and of the polynomial for the error function. */
const ROUNDED = 1e-6;

await describeKernels("activation", (t) => {
  describe.each(NAMES)("%s", (name) => {
    const code = ACTIVATIONS[name];
    const bound = name.startsWith("relu") ? 0 : ROUNDED;

    it.each([...SIZES, 4608])("forward: %i values", (count) => {
      const x = t.floats(count).map((value) => value * 3);
      const y = t.output(count);
      t.call("activationForward", code, 0.3, t.input(x), y, count);
      t.compare(y, activationForward(code, 0.3, x), bound);
    });

    it.each([...SIZES, 4608])("backward: %i values", (count) => {
      const [x, dy] = [t.floats(count).map((value) => value * 3), t.floats(count)];
      const from = needsInput(name) ? x : activationForward(code, 0.3, x);
      const dx = t.output(count);
      t.call("activationBackward", code, 0.3, t.input(dy), t.input(from), dx, count);
      t.compare(dx, activationBackward(code, 0.3, dy, x), bound);
    });

    it("works in place", () => {
      const [x, dy] = [t.floats(13), t.floats(13)];
      const from = t.input(needsInput(name) ? x : activationForward(code, 0.3, x));
      const [y, dx] = [t.state(x), t.state(dy)];
      t.call("activationForward", code, 0.3, y, y, 13);
      t.compare(y, activationForward(code, 0.3, x), bound);
      t.call("activationBackward", code, 0.3, dx, from, dx, 13);
      t.compare(dx, activationBackward(code, 0.3, dy, x), bound);
    });
  });
});

await describeKernels("softmax", (t) => {
  const shapes = [0, 1, 4, 5].flatMap((rows) => [1, 3, 4, 5, 10, 17].map((classes) => [rows, classes]));
  it.each(shapes)("forward and backward: %i x %i", (rows, classes) => {
    const [x, dy] = [t.floats(rows * classes), t.floats(rows * classes)];
    const [y, dx] = [t.output(x.length), t.output(x.length)];
    t.call("softmaxForward", t.input(x), y, rows, classes);
    t.compare(y, softmaxForward(x, classes), ROUNDED);
    t.call("softmaxBackward", t.input(dy), y, dx, rows, classes);
    t.compare(dx, softmaxBackward(dy, softmaxForward(x, classes), classes), ROUNDED);
  });

  it("does not overflow", () => {
    const y = t.output(4);
    t.call("softmaxForward", t.input(Float32Array.of(1000, -1000, 1000, -3e38)), y, 1, 4);
    t.compare(y, [0.5, 0, 0.5, 0], 0);
  });
});
