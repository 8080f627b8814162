import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import { clear, expectRead, openBeforeEach, startSite } from "./site.js";
import { drawStrokes, recordedDigits, scribble } from "./strokes.js";

let page: Page;

describe.skipIf(noBrowser)("Draw", () => {
  const site = startSite();
  openBeforeEach(site, (opened) => {
    page = opened;
  });
  const tool = (name: string) => page.getByRole("button", { name, exact: true });

  it("reads every digit as it is drawn", async () => {
    for (const [digit, strokes] of recordedDigits.entries()) {
      await clear(page);
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

  it("draws on through the frames, takes touching digits for one while the pen is down, and tells them apart once it is up", async () => {
    await tool("Thin pen").click();
    const [body, cap] = recordedDigits[5];
    await drawStrokes(page, recordedDigits[3], { scale: 0.5 });
    await drawStrokes(page, [body], { left: 0.2, scale: 0.5 });
    await expectRead(page, "35");
    await drawStrokes(page, [cap], { left: 0.2, scale: 0.5, lift: false });
    await expect.poll(() => page.locator(".verdict .digit").textContent()).toMatch(/^[\d?]$/);
    await page.waitForTimeout(300);
    expect(await page.locator(".boxes button").count()).toBe(0);
    await page.mouse.up();
    await expectRead(page, "35");
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
    await clear(page);
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

  it("does not call a star a digit, neither for the eye nor for the ear", async () => {
    await drawStrokes(page, [
      [
        [20, 20],
        [80, 80],
        [20, 80],
        [80, 20],
        [50, 10],
        [50, 90],
      ],
      [
        [10, 50],
        [90, 50],
      ],
    ]);
    await expectRead(page, "?");
    await page
      .locator(".answer [role=status]")
      .getByText(/^Not a digit\? It is most like a \d\.$/)
      .waitFor();
  });
});
