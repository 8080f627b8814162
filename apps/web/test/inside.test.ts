import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import { canvasPixels, clear, type OpenPage, openScreen, startSite } from "./site.js";
import { drawStrokes, recordedDigits } from "./strokes.js";

let opened: OpenPage;
let page: Page;

describe.skipIf(noBrowser)("Look inside", { timeout: 120_000 }, () => {
  const site = startSite();
  beforeAll(async () => {
    opened = await openScreen(site, "Look inside");
    page = opened.page;
  });

  it("shows every layer for the drawing, down to the answer", async () => {
    await page.getByText("every layer of the network lights up").waitFor();
    await drawStrokes(page, recordedDigits[4]);
    await page.locator(".layer").first().waitFor();
    await expect.poll(() => page.locator(".layer").last().locator(".best .name").textContent()).toBe("4");
    await expect.poll(() => page.locator("aside > .bars .best .name").textContent()).toBe("4");
    expect(await page.locator(".layer h2", { hasText: "Convolution" }).count()).toBeGreaterThan(0);
  });

  it("follows the pen", async () => {
    const pixels = () => canvasPixels(page.locator(".mosaic canvas").first());
    const before = await pixels();
    await clear(page);
    await drawStrokes(page, recordedDigits[1]);
    await expect.poll(() => page.locator(".layer").last().locator(".best .name").textContent()).toBe("1");
    await expect.poll(pixels).not.toEqual(before);
  });

  it("tells why: by covering, and pixel by pixel against the second best digit", async () => {
    await page.getByText("What makes it a 1.", { exact: true }).waitFor();
    const squares = page.locator(".explanation svg rect");
    await expect.poll(() => squares.count()).toBe(14 * 14);
    await page.getByRole("radio", { name: "Pixel by pixel" }).check();
    await page.getByText(/^Why a 1 and not a [02-9]\.$/).waitFor();
    await expect.poll(() => squares.count()).toBe(28 * 28);
  });

  it("frames what a unit sees when it is pointed at, and explains layers on demand", async () => {
    const mosaic = page.locator(".mosaic").first();
    await mosaic.scrollIntoViewIfNeeded();
    await mosaic.hover({ position: { x: 8, y: 8 } });
    const frame = page.locator(".explanation .frame");
    await frame.waitFor({ state: "attached" });
    expect(Number(await frame.getAttribute("width"))).toBeGreaterThanOrEqual(1);
    await page
      .getByText(/^Channel 1\s*here/)
      .first()
      .waitFor();
    await page.mouse.move(2, 2);
    await frame.waitFor({ state: "detached" });

    const question = page.getByRole("button", { name: "What convolution does" }).first();
    await question.click();
    await page.getByText("Slides small filters over its input.").first().waitFor();
    await question.click();
    expect(await page.locator(".explained").count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });
});
