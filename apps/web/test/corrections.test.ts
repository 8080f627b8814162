import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import { chooseFiles, download, networkReady, openBeforeEach, startSite } from "./site.js";
import { drawStrokes, recordedDigits } from "./strokes.js";

let page: Page;

describe.skipIf(noBrowser)("corrections", () => {
  const site = startSite();
  openBeforeEach(site, (opened) => {
    page = opened;
  });

  it("are the same in all tabs, so that none writes over another's", async () => {
    await drawStrokes(page, recordedDigits[7]);
    const other = await page.context().newPage();
    await other.goto(site.url);
    await page.getByRole("button", { name: "Keep it as a 7" }).click();
    await other.getByText("1 kept").waitFor();
    await networkReady(other);
    await drawStrokes(other, recordedDigits[1]);
    await other.getByRole("button", { name: "Keep it as a 1" }).click();
    await page.getByText("2 kept").waitFor();
    await other.close();
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
    // What is kept is what was read last: the slash, too.
    await page.waitForTimeout(300);
    await expect.poll(() => page.locator(".answer .best .name").textContent()).not.toBe("2");
    await page.getByRole("button", { name: "Keep it as a 2" }).click();
    await page.getByText("1 kept, 0 read right").waitFor();

    const exported = await readFile(await download(page, "Export them"));
    expect(exported.toString().split("\n")[1]).toMatch(/^2,(\d+,){783}\d+$/);
    await chooseFiles(page, "Import drawings", { name: "mine.csv", mimeType: "text/csv", buffer: exported });
    await page.getByText("Added 0 drawings, left out 1 that is kept already.").waitFor();
    await page.getByText("1 kept, 0 read right").waitFor();
    // One that is the same, and one that is not: another pixel in the corner; twice.
    const other = exported.toString().split("\n")[1].replace(/\d+$/, "1");
    const both = Buffer.from(`${exported}${other}\n${other}\n`);
    await chooseFiles(page, "Import drawings", { name: "more.csv", mimeType: "text/csv", buffer: both });
    await page.getByText("Added 1 drawing, left out 2 that are kept already.").waitFor();
    await page.getByText("2 kept, 0 read right").waitFor();

    await page.getByText("2 kept, 0 read right").click();
    await page.getByRole("button", { name: "Let the network learn from them" }).click();
    await page.getByText("2 kept, 2 read right").waitFor({ timeout: 90_000 });
    await expect.poll(() => page.locator(".answer .best .name").textContent()).toBe("2");
    await page.reload();
    await page.getByText("2 kept, 0 read right").waitFor();
  });
});
