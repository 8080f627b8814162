import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canvas, difference, enlarged, image, imageOf } from "../test/mnist.js";
import { ArgumentError, RefusalError } from "./errors.js";
import { toMnist, toMnistWithTrace } from "./mnist.js";
import type { Picture } from "./picture.js";

/** The same picture with other channels: `color(gray)` gives the bytes of a pixel. */
function recolor(
  picture: Picture,
  channels: number,
  color: (gray: number, pixel: number) => number[],
): Picture {
  const data = new Uint8Array(picture.width * picture.height * channels);
  for (let p = 0; p < picture.data.length; p++) data.set(color(picture.data[p], p), p * channels);
  return { ...picture, data, channels };
}

const refusal = (picture: Picture): string => {
  try {
    toMnist(picture);
  } catch (error) {
    expect(error).toBeInstanceOf(RefusalError);
    return (error as RefusalError).code;
  }
  return "none";
};

const five = imageOf(5);
const drawn = canvas(280, 280, [{ image: five, x: 0, y: 0, scale: 10 }]);

describe("toMnist", () => {
  it("gives enlarged and pasted MNIST images back", () => {
    let far = 0;
    for (let n = 0; n < 300; n++) {
      const paper = n % 2 ? 0 : 255;
      const place = { x: (n * 37) % 220, y: (n * 53) % 220, scale: 10 };
      const picture = canvas(500, 500, [{ image: image(n), ...place }], { paper, ink: 255 - paper });
      if (difference(toMnist(picture), image(n)) > 0.12) far++;
    }
    expect(far).toBeLessThanOrEqual(3);
  });

  // Test images of which something had been lost or changed, and what.
  it.each([
    ["crumbs of ink", [5608, 6461, 6554, 7921, 9244, 9471, 9612]],
    ["a second stroke", [5642, 5676]],
    ["gray edges, taken for another pen", [929, 1994, 3455]],
    ["thin strokes", [2508, 2532, 2650, 2689, 6561]],
    ["bold strokes", [7845, 7853, 7925]],
  ])("keeps %s", (_, numbers) => {
    for (const n of numbers) {
      const picture = canvas(400, 400, [{ image: image(n), x: 60, y: 50, scale: 10 }]);
      expect(difference(toMnist(picture), image(n)), `image ${n}`).toBeLessThan(0.25);
    }
  });

  it("undoes the blur of linear enlarging", () => {
    const changes = Array.from({ length: 100 }, (_, n) => {
      const picture = { data: enlarged(image(n), 10), width: 280, height: 280, channels: 1 };
      return difference(toMnist(picture), image(n));
    }).sort((a, b) => a - b);
    expect(changes[50]).toBeLessThan(0.07);
    expect(changes[99]).toBeLessThan(0.2);
  });

  it("takes many specks for dirt, not for parts of the digit", () => {
    const plain = canvas(300, 300, [{ image: imageOf(3), x: 80, y: 60, scale: 5 }]);
    const dirty = { ...plain, data: plain.data.slice() };
    for (let p = 0; p < dirty.data.length; p++) {
      const [x, y] = [p % 300, Math.floor(p / 300)];
      if (x % 20 < 3 && y % 20 < 3 && Math.hypot(x - 150, y - 130) > 70) dirty.data[p] = 0;
    }
    expect(difference(toMnist(dirty), toMnist(plain))).toBeLessThan(0.02);
  });

  it("leaves images that are MNIST's already nearly as they are", () => {
    let changed = 0;
    for (let n = 0; n < 300; n++) {
      const result = toMnist({ data: image(n), width: 28, height: 28, channels: 1 });
      if (difference(result, image(n)) > 0.05) changed++;
    }
    expect(changed).toBeLessThanOrEqual(6);
  });

  it("refuses a polarity that is none", () => {
    expect(() => toMnist(drawn, { polarity: "dark" as "dark-on-light" })).toThrow(ArgumentError);
  });

  it("finds the polarity in both directions", () => {
    expect(toMnistWithTrace(drawn).trace.polarity).toBe("dark-on-light");
    const negative = { ...drawn, data: drawn.data.map((v) => 255 - v) };
    expect(toMnistWithTrace(negative).trace.polarity).toBe("light-on-dark");
    expect(difference(toMnist(negative), toMnist(drawn))).toBeLessThan(0.01);
  });

  it.each([
    ["gray and alpha", recolor(drawn, 2, (v) => [v, 255])],
    ["RGB", recolor(drawn, 3, (v) => [v, v, v])],
    ["RGBA", recolor(drawn, 4, (v) => [v, v, v, 255])],
    ["black ink on nothing", recolor(drawn, 4, (v) => [0, 0, 0, 255 - v])],
    ["white ink on nothing", recolor(drawn, 4, (v) => [255, 255, 255, 255 - v])],
    ["clear corners", recolor(drawn, 4, (v, p) => (p < 2000 ? [0, 0, 0, 0] : [v, v, v, 255]))],
    ["blue ink on yellow paper", recolor(drawn, 3, (v) => [v, v, Math.round(60 + (v * 140) / 255)])],
    // Both have a luma of 118: only the color tells them apart.
    ["red ink on green", recolor(drawn, 3, (v) => (v < 128 ? [225, 75, 60] : [40, 170, 60]))],
    ["a browser's ImageData", { ...recolor(drawn, 4, (v) => [v, v, v, 255]), channels: undefined }],
  ])("reads %s", (_, picture) => {
    expect(difference(toMnist(picture), five)).toBeLessThan(0.25);
  });

  it("sees through a gradient and a shadow", () => {
    const data = Uint8Array.from(drawn.data, (v, p) => {
      const x = p % 280;
      const y = Math.floor(p / 280);
      const light = (1 - (0.4 * x) / 280) * (x + y > 420 ? 0.6 : 1);
      return (40 + (v * 215) / 255) * light;
    });
    expect(difference(toMnist({ ...drawn, data }), five)).toBeLessThan(0.25);
  });

  it("takes ruled lines out and leaves the strokes that cross them", () => {
    const data = Uint8Array.from(drawn.data, (v, p) => (Math.floor(p / 280) % 40 < 2 ? Math.min(v, 150) : v));
    const { image: result, trace } = toMnistWithTrace({ ...drawn, data });
    expect(trace.lines.length).toBeGreaterThanOrEqual(5);
    expect(difference(result, five)).toBeLessThan(0.2);
  });

  it("leaves a frame and specks out", () => {
    const data = Uint8Array.from(drawn.data, (v, p) => {
      const edge = Math.min(p % 280, 279 - (p % 280), Math.floor(p / 280), 279 - Math.floor(p / 280));
      return (edge >= 4 && edge < 8) || p % 9973 === 0 ? 0 : v;
    });
    expect(difference(toMnist({ ...drawn, data }), five)).toBeLessThan(0.05);
  });

  it("tells dark ink from what is dark towards the corners and bright in a gleam", () => {
    for (let n = 0; n < 30; n++) {
      const { data } = canvas(300, 300, [{ image: image(n), x: 60, y: 60, scale: 6 }], {
        paper: 200,
        ink: 40,
      });
      const lit = data.map((value, p) => {
        const [u, v] = [(p % 300) / 300 - 0.5, Math.floor(p / 300) / 300 - 0.5];
        const gleam = 90 * Math.exp(-((u - 0.45) ** 2 + v * v) / 0.02);
        return Math.min(255, value / (1 + 1.3 * (u * u + v * v)) ** 2 + gleam);
      });
      const { trace } = toMnistWithTrace({ data: lit, width: 300, height: 300, channels: 1 });
      expect(trace.polarity).toBe("dark-on-light");
    }
  });

  // Test images of fives whose caps are strokes of their own, to the right of the body.
  it.each([1131, 1940, 4236, 5618, 8444, 9513])("keeps the cap of a 5 that was written apart (%i)", (n) => {
    const picture = canvas(400, 400, [{ image: image(n), x: 60, y: 50, scale: 10 }]);
    expect(difference(toMnist(picture), image(n))).toBeLessThan(0.1);
  });

  // Test images whose strokes run together; with the gray along the edges a large circle fits into them.
  it.each([7733, 7845, 7853, 7897, 7925])("takes the boldest digit for no blot (%i)", (n) => {
    const picture = canvas(400, 400, [{ image: image(n), x: 60, y: 50, scale: 10 }]);
    expect(difference(toMnist(picture), image(n))).toBeLessThan(0.4);
  });

  it("leaves out the line that underlines a digit", () => {
    for (let digit = 0; digit < 10; digit++) {
      const plain = canvas(300, 300, [{ image: imageOf(digit), x: 80, y: 60, scale: 5 }]);
      const underlined = { ...plain, data: plain.data.slice() };
      for (let y = 206; y < 214; y++) underlined.data.fill(0, y * 300 + 70, y * 300 + 230);
      expect(difference(toMnist(underlined), toMnist(plain)), `digit ${digit}`).toBeLessThan(0.02);
    }
  });

  it("gives thin and bold strokes a width that MNIST knows", () => {
    for (const radius of [1, 42]) {
      const data = new Uint8Array(400 * 400).fill(255);
      for (let p = 0; p < data.length; p++) {
        const distance = Math.abs(Math.hypot((p % 400) - 200, Math.floor(p / 400) - 200) - 90);
        if (distance < radius) data[p] = 0;
      }
      const { stroke } = toMnistWithTrace({ data, width: 400, height: 400, channels: 1 }).trace;
      expect(stroke.before < 0.047 || stroke.before > 0.28).toBe(true);
      expect(stroke.after).toBeGreaterThanOrEqual(0.047);
      expect(stroke.after).toBeLessThanOrEqual(0.3);
    }
  });

  it("sets a leaning digit upright when asked to", () => {
    const leaning = new Uint8Array(200 * 200).fill(255);
    for (let y = 40; y < 160; y++) leaning.fill(0, y * 200 + 140 - (y >> 1), y * 200 + 152 - (y >> 1));
    const picture = { data: leaning, width: 200, height: 200, channels: 1 };
    expect(toMnistWithTrace(picture).trace.slope).toBe(0);
    const { image: upright, trace } = toMnistWithTrace(picture, { deskew: true });
    expect(trace.slope).toBeCloseTo(-0.5, 1);
    const columns = [...upright.keys()].filter((p) => upright[p] > 127).map((p) => p % 28);
    expect(Math.max(...columns) - Math.min(...columns)).toBeLessThanOrEqual(4);
  });

  it("says how good a picture is", () => {
    expect(toMnistWithTrace(drawn).trace.quality).toBe(1);
    const grainy = Uint8Array.from(drawn.data, (v, p) => 150 + v / 5 + ((p * 7919) % 31));
    expect(toMnistWithTrace({ ...drawn, data: grainy }).trace.quality).toBeLessThan(0.8);
  });

  it("puts every digit's center of mass into [13.5, 14.5)", () => {
    for (let n = 0; n < 100; n++) {
      const result = toMnist(canvas(300, 300, [{ image: image(n), x: n % 20, y: 0, scale: 10 }]));
      let [mass, x, y] = [0, 0, 0];
      for (let p = 0; p < 784; p++) {
        mass += result[p];
        x += result[p] * (p % 28);
        y += result[p] * Math.floor(p / 28);
      }
      for (const center of [x / mass, y / mass]) {
        expect(center).toBeGreaterThan(13.45);
        expect(center).toBeLessThan(14.55);
      }
    }
  });

  it.each([
    ["ERR_MNIST_BLANK", canvas(100, 100, [])],
    ["ERR_MNIST_BLANK", canvas(100, 100, [], { paper: 0 })],
    ["ERR_MNIST_TOO_SMALL", canvas(3, 60, [])],
    [
      "ERR_MNIST_SEVERAL_DIGITS",
      canvas(600, 300, [
        { image: five, x: 0, y: 0, scale: 10 },
        { image: imageOf(3), x: 300, y: 0, scale: 10 },
      ]),
    ],
  ])("refuses with %s", (code, picture) => {
    expect(refusal(picture)).toBe(code);
  });

  it.each<[string, (u: number, v: number) => number]>([
    ["the shadow of a table's edge", (u, v) => (u + 0.1 * v < 0.12 ? 60 : 230)],
    ["a crease from edge to edge", (u, v) => 230 - 90 * Math.exp(-(((u - 0.4 - 0.3 * v) / 0.01) ** 2))],
    ["a punch hole", (u, v) => (Math.hypot(u - 0.1, v - 0.5) < 0.05 ? 60 : 230)],
    ["the glare of a lamp", (u, v) => 120 + 110 * Math.exp(-((u - 0.6) ** 2 + (v - 0.4) ** 2) / 0.02)],
    ["a dark corner", (u, v) => (u + v < 0.3 ? 80 : 230)],
  ])("reads no digit into %s", (_, level) => {
    const data = Uint8Array.from({ length: 300 * 300 }, (_, p) => level((p % 300) / 300, p / 300 / 300));
    expect(refusal({ data, width: 300, height: 300, channels: 1 })).toMatch(/NO_DIGIT|BLANK/);
  });

  it("gives up on a page of twenty thousand dots in bounded time", () => {
    const data = new Uint8Array(1000 * 1000).fill(255);
    for (let y = 3; y < 997; y += 7)
      for (let x = 3; x < 997; x += 7) data.fill(0, y * 1000 + x, y * 1000 + x + 3);
    const start = performance.now();
    expect(refusal({ data, width: 1000, height: 1000, channels: 1 })).toBe("ERR_MNIST_NO_DIGIT");
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it("never fails other than by a refusal, whatever the pixels", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
        (width, height, channels, bytes) => {
          const data = Uint8Array.from({ length: width * height * channels }, () => bytes.next().value);
          try {
            expect(toMnist({ data, width, height, channels }).length).toBe(784);
          } catch (error) {
            expect(error).toBeInstanceOf(RefusalError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    [{ data: new Uint8Array(3), width: 2, height: 2, channels: 1 }],
    [{ data: new Uint8Array(0), width: 0, height: 0, channels: 1 }],
    [{ data: new Uint8Array(20), width: 2, height: 2, channels: 5 }],
    [{ data: new Uint8Array(4), width: 1.5, height: 2, channels: 1 }],
  ])("says what is wrong with a picture's shape", (picture) => {
    expect(() => toMnist(picture)).toThrow(expect.objectContaining({ code: "ERR_MNIST_PICTURE_INVALID" }));
  });
});
