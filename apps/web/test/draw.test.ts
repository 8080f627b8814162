import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadClassifier } from "@mnist/model/classifier";
import { toMnist } from "@mnist/preprocess";
import { readImage } from "@mnist/preprocess/node";
import type { Page } from "playwright-core";
import sharp, { type OutputInfo } from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import {
  type ChosenFiles,
  canvasPixels,
  chooseFiles,
  download,
  expectRead,
  networkReady,
  type OpenPage,
  shownProbabilities,
  startSite,
} from "./site.js";
import { drawStrokes, recordedDigits, scribble } from "./strokes.js";

const cli = fileURLToPath(new URL("../../cli/bin/mnist.js", import.meta.url));
const pictures = fileURLToPath(new URL("../../../examples/pictures/", import.meta.url));

let opened: OpenPage;
let page: Page;

describe.skipIf(noBrowser)("Draw", () => {
  const site = startSite();
  beforeEach(async () => {
    opened = await site.open();
    page = opened.page;
    await networkReady(page);
  });
  afterEach(async () => {
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  const tool = (name: string) => page.getByRole("button", { name, exact: true });
  const open = (file: ChosenFiles) => chooseFiles(page, "Open a picture", file);

  it("reads every digit as it is drawn", async () => {
    for (const [digit, strokes] of recordedDigits.entries()) {
      await tool("Clear").click();
      await drawStrokes(page, strokes);
      await expectRead(page, String(digit));
    }
  });

  it("reads several digits from left to right and frames each", async () => {
    await drawStrokes(page, recordedDigits[4], { left: 0, scale: 0.32 });
    await tool("Thin pen").click();
    await drawStrokes(page, recordedDigits[0], { left: 0.34, scale: 0.32 });
    await drawStrokes(page, recordedDigits[7], { left: 0.66, scale: 0.32 });
    await expectRead(page, "407");
    expect(await page.locator(".boxes button").count()).toBe(3);
    await page.getByRole("button", { name: /^Digit 1 of 3: 4/ }).click();
    await expect.poll(() => page.locator(".answer .bars .best .name").textContent()).toBe("4");
  });

  it("takes strokes back and forth, erases and clears", async () => {
    await drawStrokes(page, recordedDigits[1]);
    await expectRead(page, "1");
    await tool("Undo").click();
    await expectRead(page, "–");
    await tool("Redo").click();
    await expectRead(page, "1");
    await page.keyboard.press("Control+z");
    await expectRead(page, "–");

    await drawStrokes(page, recordedDigits[8]);
    await expectRead(page, "8");
    await tool("Eraser").click();
    await drawStrokes(page, [
      [
        [20, 66],
        [40, 66],
        [60, 66],
        [80, 66],
      ],
      [
        [20, 80],
        [80, 80],
      ],
      [
        [20, 74],
        [80, 74],
      ],
      [
        [20, 58],
        [80, 58],
      ],
      [
        [20, 84],
        [80, 84],
      ],
    ]);
    await expect.poll(() => page.locator(".verdict .digit").textContent()).not.toBe("8");
    await tool("Clear").click();
    await expectRead(page, "–");
  });

  it("can be drawn on with the keyboard", async () => {
    await page.locator(".pad .surface").focus();
    await page.keyboard.press(" ");
    for (let i = 0; i < 14; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await expectRead(page, "1");
  });

  it("does not call a scribble or a blank pad a digit", async () => {
    await drawStrokes(page, scribble);
    await expectRead(page, "?");
  });

  it("shows the 28 x 28 image the network sees, the same as in Node, with the same probabilities to the bit", async () => {
    const classifier = await loadClassifier("default", { threads: 1 });
    for (const name of ["seven.png", "one-transparent.png"]) {
      await open(pictures + name);
      const image = toMnist(await readImage(pictures + name));
      const [expected] = await classifier.predict(image);
      await expectRead(page, String(expected.digit));
      await expect.poll(() => canvasPixels(page.locator(".seen canvas"))).toEqual(Array.from(image));
      expect(await shownProbabilities(page)).toEqual(expected.probabilities);
    }
    await classifier.close();
  });

  it("says about a drawing what the command line says about its file, to the bit", async () => {
    const classifier = await loadClassifier("default", { threads: 1 });
    const files: string[] = [];
    const shown: number[][] = [];
    for (const [digit, strokes] of recordedDigits.entries()) {
      await tool("Clear").click();
      await drawStrokes(page, strokes);
      await expectRead(page, String(digit));
      const file = await download(page, "Save the drawing");
      const [{ probabilities }] = await classifier.predict(toMnist(await readImage(file)));
      await expect.poll(() => shownProbabilities(page)).toEqual(probabilities);
      files.push(file);
      shown.push(probabilities);
    }
    await classifier.close();
    const { stdout } = await promisify(execFile)(process.execPath, [cli, "predict", "--json", ...files]);
    const answers: { probabilities: number[] }[] = JSON.parse(stdout);
    expect(answers.map(({ probabilities }) => probabilities)).toEqual(shown);
  });

  it.each([
    ["two-photo.jpg", "2"],
    ["four-ruled.jpg", "4"],
    ["seven.png", "7"],
    ["one-transparent.png", "1"],
    ["number-2019.jpg", "2019"],
  ])("opens %s", async (name, text) => {
    await open(pictures + name);
    await expectRead(page, text);
  });

  it("opens pictures of every kind that browsers know, turned upright", async () => {
    const original = () => sharp(`${pictures}seven.png`);
    // Stored lying on its side, with a note in its EXIF that says how to turn it.
    const turned = original().rotate(-90).jpeg().withMetadata({ orientation: 6 });
    const files: Record<string, Promise<Buffer>> = {
      "photo.jpg": turned.toBuffer(),
      "seven.webp": original().webp().toBuffer(),
      "seven.gif": original().gif().toBuffer(),
      "seven.avif": original().avif().toBuffer(),
      "seven.bmp": original().flatten().removeAlpha().raw().toBuffer({ resolveWithObject: true }).then(toBmp),
    };
    for (const [name, content] of Object.entries(files)) {
      await open({ name, mimeType: `image/${name.split(".")[1]}`, buffer: await content });
      await expectRead(page, "7");
      await tool("Clear").click();
      await expectRead(page, "–");
    }
    await open({ name: "seven.tiff", mimeType: "image/tiff", buffer: await original().tiff().toBuffer() });
    await page
      .getByText("seven.tiff is not a picture this browser can read; try a PNG, JPEG or WebP")
      .waitFor();
  });

  it("takes dropped and pasted pictures, and says what is no picture", async () => {
    const bytes = [...(await readFile(`${pictures}seven.png`))];
    for (const kind of ["drop", "paste"]) {
      await page.evaluate(
        ([type, content]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(content)], "seven.png", { type: "image/png" }));
          const init = { bubbles: true, cancelable: true };
          const event =
            type === "drop"
              ? new DragEvent("drop", { ...init, dataTransfer: transfer })
              : new ClipboardEvent("paste", { ...init, clipboardData: transfer });
          document.body.dispatchEvent(event);
        },
        [kind, bytes] as const,
      );
      await expectRead(page, "7");
      await tool("Clear").click();
      await expectRead(page, "–");
    }
    await open({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from("hello") });
    await page.getByText("notes.png is not a picture this browser can read").waitFor();
  });

  it("keeps corrected drawings, exports and imports them, and learns from them", {
    timeout: 120_000,
  }, async () => {
    // A seven with a slash through it, called a 2: nothing the network would say by itself.
    const odd = [
      ...recordedDigits[7],
      [
        [34, 56],
        [48, 54],
        [66, 52],
      ] as const,
    ];
    await drawStrokes(page, odd);
    await expect.poll(() => page.locator(".answer .best .name").textContent()).not.toBe("2");
    await page.getByRole("button", { name: "Keep it as a 2" }).click();
    await page.getByText("1 kept, 0 read right").waitFor();

    const exported = await readFile(await download(page, "Export them"));
    expect(exported.toString().split("\n")[1]).toMatch(/^2,(\d+,){783}\d+$/);
    await chooseFiles(page, "Import drawings", { name: "mine.csv", mimeType: "text/csv", buffer: exported });
    await page.getByText("2 kept, 0 read right").waitFor();

    await page.getByText("2 kept, 0 read right").click();
    await page.getByRole("button", { name: "Let the network learn from them" }).click();
    await page.getByText("2 kept, 2 read right").waitFor({ timeout: 90_000 });
    await expect.poll(() => page.locator(".answer .best .name").textContent()).toBe("2");
    await page.reload();
    await page.getByText("2 kept, 0 read right").waitFor();
  });
});

/** A Windows bitmap of 24 bits: a header, then rows of blue, green, red from the bottom up, each padded to 4 bytes. */
function toBmp({ data, info: { width, height } }: { data: Buffer; info: OutputInfo }): Buffer {
  const stride = Math.ceil((3 * width) / 4) * 4;
  const bmp = Buffer.alloc(54 + stride * height);
  bmp.write("BM");
  for (const [at, value] of [
    [2, bmp.length],
    [10, 54],
    [14, 40],
    [18, width],
    [22, height],
  ]) {
    bmp.writeUInt32LE(value, at);
  }
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = data.subarray(3 * (y * width + x));
      bmp.set([blue, green, red], 54 + (height - 1 - y) * stride + 3 * x);
    }
  }
  return bmp;
}
