import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import { canvasPixels, expectRead, openBeforeEach, startSite } from "./site.js";
import { drawStrokes, recordedDigits } from "./strokes.js";

let page: Page;

describe.skipIf(noBrowser)("a pen that is down", () => {
  const site = startSite();
  openBeforeEach(site, (opened) => {
    page = opened;
  });
  const pixels = () => canvasPixels(page.locator(".pad .surface canvas"), 3);
  const ink = async () => (await pixels()).filter((alpha) => alpha > 0).length;
  const place = async () => {
    const box = await page.locator(".pad .surface").boundingBox();
    if (!box) throw new Error("there is no pad on the page");
    return box;
  };

  it("is taken back by undo, and what it draws until it is lifted, too", async () => {
    await drawStrokes(page, recordedDigits[1]);
    const before = await pixels();
    await drawStrokes(page, recordedDigits[7], { lift: false });
    await page.keyboard.press("Control+z");
    expect(await pixels()).toEqual(before);
    await page.mouse.move(300, 300);
    await page.mouse.up();
    expect(await pixels()).toEqual(before);
  });

  it("leaves its stroke when its pad goes away", async () => {
    await drawStrokes(page, recordedDigits[1], { lift: false });
    await page.evaluate(() => {
      location.hash = "#/inside";
    });
    await page.locator(".inside-screen").waitFor();
    await page.mouse.up();
    await page.goBack();
    await page.locator(".draw-screen").waitFor();
    const before = await ink();
    await drawStrokes(page, [
      [
        [10, 90],
        [20, 90],
      ],
    ]);
    expect(await ink()).toBeGreaterThan(before);
    await page.keyboard.press("Control+z");
    await expectRead(page, "1");
  });

  it("draws where it is though the page is scrolled", async () => {
    await page.setViewportSize({ width: 1280, height: 500 });
    const { x, y, width } = await place();
    await page.mouse.move(x + 0.5 * width, y + 0.5 * width);
    await page.mouse.down();
    await page.mouse.wheel(0, 100);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(100);
    await page.mouse.move(x + 0.5 * width, y + 0.5 * width - 100);
    await page.mouse.up();
    // A dot, not a line as long as the page was scrolled.
    expect(await ink()).toBeLessThan(25);

    // Beside a long list of layers, this pad stays in sight, where it is.
    await page.getByRole("link", { name: "Train" }).click();
    await page.getByText("your own").click();
    await page.evaluate(() => scrollTo(0, 600));
    const box = await place();
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.2 * box.width);
    await page.mouse.down();
    await page.mouse.wheel(0, 100);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(700);
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.2 * box.width);
    await page.mouse.up();
    expect(await ink()).toBeLessThan(25);
  });

  it("draws on when another button is touched", async () => {
    const menu = page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          addEventListener("contextmenu", (event) => resolve(!event.defaultPrevented));
        }),
    );
    const { x, y, width } = await place();
    const move = (right: number, down: number) => page.mouse.move(x + right * width, y + down * width);
    await move(0.5, 0.2);
    await page.mouse.down();
    await move(0.5, 0.4);
    await page.mouse.down({ button: "right" });
    await move(0.5, 0.6);
    await page.mouse.up({ button: "right" });
    await move(0.5, 0.85);
    await page.mouse.up();
    await expectRead(page, "1");
    expect(await menu).toBe(false);
    expect((await pixels())[28 * 22 + 14], "ink far down").toBeGreaterThan(0);
  });

  it("stays down while the space key is held", async () => {
    await page.locator(".pad .surface").focus();
    await page.keyboard.down(" ");
    await page.keyboard.down(" ");
    await page.keyboard.up(" ");
    for (let i = 0; i < 14; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await expectRead(page, "1");
  });

  it("loses no stroke of the keyboard's when a pointer begins", async () => {
    await page.locator(".pad .surface").focus();
    await page.keyboard.press(" ");
    for (let i = 0; i < 14; i++) await page.keyboard.press("ArrowDown");
    const before = await ink();
    await drawStrokes(page, [
      [
        [10, 90],
        [20, 90],
      ],
    ]);
    expect(await ink()).toBeGreaterThan(before);
  });
});
