import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { loadClassifier } from "@mnist/model/classifier";
import { toMnist } from "@mnist/preprocess";
import { readImage } from "@mnist/preprocess/node";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import {
  canvasPixels,
  clear,
  cli,
  download,
  expectRead,
  openBeforeEach,
  openPicture,
  pictures,
  shownProbabilities,
  startSite,
} from "./site.js";
import { drawStrokes, recordedDigits } from "./strokes.js";

let page: Page;

describe.skipIf(noBrowser)("the page beside Node", () => {
  const site = startSite();
  openBeforeEach(site, (opened) => {
    page = opened;
  });

  it("shows of a picture the same 28 x 28 image, with the same probabilities to the bit", async () => {
    const classifier = await loadClassifier("default", { threads: 1 });
    for (const name of ["seven.png", "one-transparent.png"]) {
      await openPicture(page, pictures + name);
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
      await clear(page);
      await drawStrokes(page, strokes);
      await expectRead(page, String(digit));
      const file = await download(page, "Save the drawing");
      const [{ probabilities }] = await classifier.predict(toMnist(await readImage(file)));
      await expect.poll(() => shownProbabilities(page)).toEqual(probabilities);
      files.push(file);
      shown.push(probabilities);
    }
    await classifier.close();
    const answers = await predictByCommand<{ probabilities: number[] }>(...files);
    expect(answers.map(({ probabilities }) => probabilities)).toEqual(shown);
  });

  it.each([
    ["apart", [4, 0, 7], 0.3],
    ["that touch", [3, 5], 0.2],
  ])(
    "says about several digits %s what the command line says about their file, to the bit",
    async (kind, digits, distance) => {
      await page.getByRole("button", { name: "Thin pen" }).click();
      for (const [i, digit] of digits.entries()) {
        await drawStrokes(page, recordedDigits[digit], { left: i * distance, scale: 0.5 });
      }
      await expectRead(page, digits.join(""));
      const file = await download(page, "Save the drawing");
      const picture = await readImage(file);
      // One piece of ink passes for one digit.
      if (kind === "apart") expect(() => toMnist(picture)).toThrow();
      else expect(toMnist(picture)).toHaveLength(784);
      const [answer] = await predictByCommand<Several>("--multiple", file);
      expect(answer.text).toBe(digits.join(""));
      for (const [i, { probabilities }] of answer.digits.entries()) {
        await page.getByRole("button", { name: `Digit ${i + 1} of ${digits.length}` }).click();
        await expect.poll(() => shownProbabilities(page)).toEqual(probabilities);
      }
    },
  );
});

interface Several {
  text: string;
  digits: { probabilities: number[] }[];
}

/** What `mnist predict` answers about each file. */
async function predictByCommand<Answer>(...words: string[]): Promise<Answer[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [cli, "predict", "--json", ...words]);
  return JSON.parse(stdout);
}
