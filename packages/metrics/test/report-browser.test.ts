/** The report in a real Chromium. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "../../../tooling/browser.ts";
import { renderReport } from "../src/index.js";
import { nearestMeanPredictions, type Predictions } from "./nearest-mean.js";

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

describe.skipIf(noBrowser)("the report in Chromium", () => {
  let browser: Browser;
  let folder: string;
  let data: Predictions;
  let problems: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
    folder = await mkdtemp(join(tmpdir(), "mnist-report-"));
    data = nearestMeanPredictions();
    await writeFile(
      join(folder, "report.html"),
      renderReport({
        ...data,
        title: HOSTILE,
        sampleNames: Array.from(data.labels, (_, i) => `${HOSTILE}-${i}`),
        model: { Name: HOSTILE },
        history: [
          { epoch: 1, loss: 1, accuracy: 0.7 },
          { epoch: 2, loss: 0.8, accuracy: 0.8 },
        ],
      }),
    );
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(width: number, colorScheme: "light" | "dark", javaScriptEnabled = true): Promise<Page> {
    problems = [];
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled });
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) problems.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(folder, "report.html")).href);
    return page;
  }

  it.each([
    [390, "light"],
    [390, "dark"],
    [1280, "light"],
    [1280, "dark"],
  ] as const)("fits %i pixels, %s, without errors, requests or foreign scripts", async (width, scheme) => {
    const page = await open(width, scheme);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await page.title()).toBe(HOSTILE);
    const body = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(body).toBe(scheme === "dark" ? "rgb(14, 15, 18)" : "rgb(243, 244, 246)");
    const svg = await page
      .locator("svg .fill-surface")
      .first()
      .evaluate((node) => getComputedStyle(node).fill);
    expect(svg).toBe(scheme === "dark" ? "rgb(23, 25, 29)" : "rgb(255, 255, 255)");
    expect(problems).toEqual([]);
    await page.close();
  });

  it("opens the images behind a cell, with their true pixels, and closes again", async () => {
    const page = await open(1280, "light");
    await page.locator('svg a[href="#cell-4-9"]').click();
    const dialog = page.locator("#cell-4-9");
    expect(await dialog.isVisible()).toBe(true);
    expect(await dialog.locator("h2").textContent()).toBe("True 4, predicted 9");
    const image = dialog.locator("img").first();
    const index = Number((await image.getAttribute("alt"))!.match(/-(\d+): 4$/)![1]);
    const pixels = await image.evaluate(async (img: HTMLImageElement) => {
      await img.decode();
      const context = document.createElement("canvas").getContext("2d")!;
      context.drawImage(img, 0, 0);
      return [...context.getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0);
    });
    expect(data.labels[index]).toBe(4);
    expect(pixels).toEqual([...data.images.subarray(index * 784, (index + 1) * 784)]);

    await page.keyboard.press("Escape");
    expect(await dialog.isVisible()).toBe(false);
    await page.locator('svg a[href="#cell-4-9"]').press("Enter");
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByText("Close").click();
    expect(await dialog.isVisible()).toBe(false);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("opens the images behind a cell without JavaScript, too", async () => {
    const page = await open(1280, "light", false);
    await page.locator('svg a[href="#cell-4-9"]').click();
    const dialog = page.locator("#cell-4-9");
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByText("Close").click();
    expect(await dialog.isVisible()).toBe(false);
    await page.close();
  });

  it("prints on a few light pages", async () => {
    const page = await open(1280, "dark");
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.toString("latin1").match(/\/Type \/Page\b/g)!.length).toBeLessThanOrEqual(6);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(
      await page
        .locator("svg .fill-surface")
        .first()
        .evaluate((node) => getComputedStyle(node).fill),
    ).toBe("rgb(255, 255, 255)");
    await page.close();
  });

  it("stands alone as SVG files, too, well-formed", async () => {
    const page = await open(1280, "light");
    const errors = await page.evaluate(() =>
      [...document.querySelectorAll("svg")].map((svg) => {
        const parsed = new DOMParser().parseFromString(svg.outerHTML, "image/svg+xml");
        return parsed.querySelector("parsererror")?.textContent ?? "";
      }),
    );
    expect(errors.length).toBeGreaterThanOrEqual(7);
    expect(errors.join("")).toBe("");
    await page.close();
  });
});
