import { describe, it } from "vitest";
import {
  conv2dOneChannelBackwardFilter,
  conv2dOneChannelForward,
  type OneChannel,
} from "../../reference/conv2dOneChannel.js";
import { packPanel } from "../../reference/pack.js";
import { describeKernels } from "./kernelTest.js";

const SHAPES: OneChannel[] = [
  { n: 0, h: 6, w: 6, kh: 3, kw: 3, cout: 8 },
  { n: 1, h: 3, w: 6, kh: 3, kw: 3, cout: 8 },
  { n: 3, h: 9, w: 10, kh: 3, kw: 3, cout: 16 },
  { n: 2, h: 12, w: 11, kh: 5, kw: 5, cout: 24 },
  { n: 2, h: 7, w: 9, kh: 2, kw: 4, cout: 8 },
  { n: 1, h: 5, w: 5, kh: 1, kw: 1, cout: 8 },
  { n: 2, h: 30, w: 30, kh: 3, kw: 3, cout: 16 },
];

/** What is left of an image inside its dark margins. */
const MARGINS: Record<string, (y: number, x: number, shape: OneChannel) => boolean> = {
  "no margins": () => true,
  "a dark margin": (y, x, { h, w }) => y > 1 && y < h - 2 && x > 2 && x < w - 1,
  "one bright pixel": (y, x, { h, w }) => y === h - 1 && x === w - 1,
  "nothing at all": () => false,
};

await describeKernels("conv2dOneChannel", (t) => {
  const cases = SHAPES.flatMap((shape) =>
    Object.entries(MARGINS).map(
      ([name, isBright]) => [`${JSON.stringify(shape)}, ${name}`, shape, isBright] as const,
    ),
  );
  describe.each(cases)("%s", (_, shape, isBright) => {
    const { n, h, w, kh, kw, cout } = shape;
    const [oh, ow, k] = [h - kh + 1, w - kw + 1, kh * kw];
    const image = () =>
      t.floats(n * h * w).map((value, i) => (isBright(Math.floor(i / w) % h, i % w, shape) ? value : 0));

    it.each([0, 1])("forward, relu %i", (relu) => {
      const [x, weights, bias] = [image(), t.floats(cout * k), t.floats(cout)];
      const panels = new Float32Array(cout * k);
      for (let q = 0; q < cout / 8; q++) panels.set(packPanel(weights, cout, k, q), q * k * 8);
      const y = t.output(n * oh * ow * cout);
      const geometry = [n, oh, ow, kh, kw, w * 4];
      const packed = [t.input(panels), t.input(bias), relu];
      t.call(
        "conv2dOneChannelForward",
        t.input(x),
        h * w * 4,
        ...geometry,
        ...packed,
        y,
        oh * ow * cout * 4,
        cout,
      );
      t.compare(y, conv2dOneChannelForward(x, shape, weights, bias, relu === 1));
    });

    it("gradient of the weights", () => {
      const [x, dy, before] = [image(), t.floats(n * oh * ow * cout), t.floats(cout * k)];
      const [dw, scratch] = [t.state(before), t.output(kh * Math.ceil(kw / 4) * 4 * cout)];
      const gradient = [t.input(dy), oh * ow * cout * 4, n, oh, ow];
      t.call(
        "conv2dOneChannelBackwardFilter",
        ...gradient,
        t.input(x),
        h * w * 4,
        kh,
        kw,
        w * 4,
        dw,
        cout,
        scratch,
      );
      t.compare(dw, conv2dOneChannelBackwardFilter(dy, x, shape, before));
    });
  });
});
