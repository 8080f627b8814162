import { readFile } from "node:fs/promises";
import { loadMnist } from "@mnist/dataset";
import { mcnemarTest, predictedClasses } from "@mnist/metrics";
import { loadClassifier, type PretrainedName } from "@mnist/model/classifier";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import { download, type OpenPage, openScreen, startSite } from "./site.js";

let opened: OpenPage;
let page: Page;

describe.skipIf(noBrowser)("Explore", { timeout: 180_000 }, () => {
  const site = startSite();
  beforeAll(async () => {
    opened = await openScreen(site, "Explore");
    page = opened.page;
    await page.locator(".gallery").waitFor();
  }, 120_000);

  it("shows the mistakes that Node counts, opens the images of a cell, and sorts them by confidence", async () => {
    const { labels, predictions } = await predicted("default");
    const mistakes = labels.reduce((count, label, i) => count + Number(label !== predictions[i]), 0);
    await page.getByRole("heading", { name: `All ${mistakes} mistakes` }).waitFor();
    expect(await page.locator(".gallery li").count()).toBe(Math.min(60, mistakes));

    const sevens = labels.reduce((count, label, i) => count + Number(label === 7 && predictions[i] === 7), 0);
    const cell = page.getByRole("button", { name: /images of 7 read as 7$/ });
    await cell.click();
    await page.getByText(/ images of 7, read right$/).waitFor();
    expect((await page.locator("#gallery-title").textContent())?.replace(",", "")).toContain(String(sevens));
    await page.getByRole("combobox", { name: "Order" }).selectOption("least sure");
    const shown = await page.locator(".gallery li small").allTextContents();
    const shares = shown.map((text) => Number.parseFloat(text.replace(/[<>]/, "")));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    await cell.click();
    await page.getByRole("heading", { name: `All ${mistakes} mistakes` }).waitFor();
  });

  it("compares two networks image by image, with the same test as in Node", async () => {
    await page
      .getByRole("combobox", { name: "Compare with another network" })
      .selectOption("pre-trained, tiny");
    const [{ labels, predictions }, second] = [await predicted("default"), await predicted("tiny")];
    const { onlyFirstRight, onlySecondRight, pValue } = mcnemarTest(labels, predictions, second.predictions);
    const outcome = (name: string) => page.locator(".outcomes button", { hasText: name });
    await outcome("neither").waitFor();
    const counts = await page.locator(".outcomes b").allTextContents();
    const numbers = counts.map((text) => Number(text.replaceAll(",", "")));
    expect(numbers.reduce((sum, count) => sum + count)).toBe(10_000);
    expect(numbers.slice(1, 3)).toEqual([onlyFirstRight, onlySecondRight]);
    expect(await page.locator(".compare .hint").textContent()).toContain(
      pValue < 0.001 ? "below 0.001" : pValue.toFixed(3),
    );

    await outcome("only the one in use").click();
    await page.getByText(/: true digit → one in use \| other$/).waitFor();
    expect(await page.locator(".gallery li").count()).toBe(Math.min(60, onlyFirstRight));
    const texts = await page.locator(".gallery li button > span").allTextContents();
    for (const text of texts) {
      const [, truth, inUse, other] = /(\d) → (\d) \| (\d)/.exec(text) ?? [];
      expect(inUse).toBe(truth);
      expect(other).not.toBe(truth);
    }
    await page.getByRole("combobox", { name: "Compare with another network" }).selectOption("");
    await page.getByRole("heading", { name: /^All \d+ mistakes$/ }).waitFor();
  });

  it("draws how far confidence can be trusted, and saves a report with the same numbers", async () => {
    await page.locator(".plot-holder svg").waitFor();
    const accuracy = await page.locator(".figures dd").first().textContent();
    const html = await readFile(await download(page, "Save as a report"), "utf8");
    expect(html).toContain("<!doctype html>");
    expect(html).toContain(Number.parseFloat(accuracy ?? "").toFixed(2));
  });

  it("opens a mistake in Look inside", async () => {
    await page.locator(".gallery li button").first().click();
    await page.getByRole("heading", { name: /^Test image \d+$/ }).waitFor();
    await page.locator(".layer").first().waitFor();
    expect(opened.complaints).toEqual([]);
  });
});

/** What a pre-trained network says in Node about the test images. */
async function predicted(name: PretrainedName) {
  const { images, labels } = (await loadMnist()).test;
  const classifier = await loadClassifier(name, { threads: 1 });
  const probabilities = await classifier.probabilities(images);
  await classifier.close();
  return { labels, predictions: Uint8Array.from(predictedClasses(probabilities, 10)) };
}
