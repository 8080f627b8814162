import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "../../../tooling/browser.ts";
import { canvas, image } from "../test/mnist.js";
import { createAugment, type Picture, toMnist } from "./index.js";

/** Photos in miniature: gradient, grain, a digit, sometimes color. */
const pictures = Array.from({ length: 12 }, (_, n): Picture => {
  const gray = canvas(150, 130, [{ image: image(n), x: 20 + n, y: 10, scale: 4 }]);
  const data = new Uint8Array(150 * 130 * 3);
  for (const [p, value] of gray.data.entries()) {
    const light = 0.9 - (0.3 * (p % 150)) / 150;
    const grain = ((p * 7919) % 97) / 10;
    data[p * 3] = value * light - grain + 10;
    data[p * 3 + 1] = (n % 2 ? 0.8 : 1) * value * light - grain + 10;
    data[p * 3 + 2] = value * light - grain + (n % 3 ? 10 : 60);
  }
  return { data, width: 150, height: 130, channels: 3 };
});
const augmentation = {
  shift: 2,
  rotation: 12,
  scale: 0.1,
  shear: 0.2,
  elastic: 1.5,
  thickness: 0.7,
  cutout: 6,
  specks: 3,
  lines: 2,
  blur: 1,
  contrast: 0.4,
  brightness: 0.3,
  noise: 0.15,
};

/** All bytes, as numbers: runs here and, as source text, in the page. */
function readAll(
  api: { toMnist: typeof toMnist; createAugment: typeof createAugment },
  all: Picture[],
  options: object,
) {
  const apply = api.createAugment(options, 5);
  return all.flatMap((picture, i) => {
    const read = api.toMnist({ ...picture, data: Uint8Array.from(picture.data) });
    const out = new Uint8Array(784);
    apply(read, out, 1, i);
    return [...read, ...out];
  });
}

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it("gives the same bytes as Node", async () => {
    const bundle = await build({
      entryPoints: [fileURLToPath(new URL("./index.ts", import.meta.url))],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "preprocess",
    });
    const page = await browser.newPage();
    await page.addScriptTag({ content: bundle.outputFiles[0].text });
    const call = `(${readAll})(preprocess, ${JSON.stringify(
      pictures.map((picture) => ({ ...picture, data: [...picture.data] })),
    )}, ${JSON.stringify(augmentation)})`;
    const there = (await page.evaluate(call)) as number[];
    const here = readAll({ toMnist, createAugment }, pictures, augmentation);
    const digest = (bytes: number[]) => createHash("sha256").update(Uint8Array.from(bytes)).digest("hex");
    expect(there.length).toBe(here.length);
    expect(digest(there)).toBe(digest(here));
  });
});
