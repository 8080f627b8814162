import type { CDPSession, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "../../../tooling/browser.js";
import { canvasPixels, clear, expectRead, networkReady, openPage, startSite } from "./site.js";
import { recordedDigits } from "./strokes.js";

describe.skipIf(noBrowser)("pen, finger and camera", () => {
  // A camera that shows a green picture, and permission to use it.
  const site = startSite({}, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");

  it("draws wider where a stylus presses harder", async () => {
    const { page, complaints, close } = await site.open();
    const device = await page.context().newCDPSession(page);
    const light = await inkOf(page, device, 0.1);
    const firm = await inkOf(page, device, 0.9);
    expect(light).toBeGreaterThan(0);
    expect(firm).toBeGreaterThan(1.1 * light);
    expect(complaints).toEqual([]);
    await close();
  });

  it("draws with a finger, and the page stays where it is", async () => {
    const { page, complaints, close } = await site.open("", {
      viewport: { width: 390, height: 600 },
      hasTouch: true,
      isMobile: true,
    });
    await networkReady(page);
    const device = await page.context().newCDPSession(page);
    const at = await onPad(page);
    for (const [first, ...rest] of recordedDigits[1]) {
      const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
        device.send("Input.dispatchTouchEvent", { type, touchPoints: points });
      await touch("touchStart", [at(first)]);
      for (const point of rest) await touch("touchMove", [at(point)]);
      await touch("touchEnd", []);
    }
    await expectRead(page, "1");
    expect(await page.evaluate(() => scrollY)).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it("reads what the camera sees, and switches it off", async () => {
    const { page, complaints, close } = await site.open("", { permissions: ["camera"] });
    await networkReady(page);
    await page.getByRole("button", { name: "Use the camera" }).click();
    const video = page.locator(".camera video");
    await expect
      .poll(() => video.evaluate((element) => (element as HTMLVideoElement).videoWidth))
      .toBeGreaterThan(0);
    const stream = await video.evaluateHandle(
      (element) => (element as HTMLVideoElement).srcObject as MediaStream,
    );
    await page.getByRole("button", { name: "Take the picture" }).click();
    await page.getByRole("img", { name: "The opened picture" }).waitFor();
    await expect.poll(() => page.locator(".verdict .digit").textContent()).not.toBe("–");
    expect(await stream.evaluate((opened) => opened.getTracks().map((track) => track.readyState))).toEqual([
      "ended",
    ]);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each([
    ["when there is no camera", () => {}],
    [
      "where pages get no cameras, without a secure connection",
      () => Object.defineProperty(navigator, "mediaDevices", { value: undefined }),
    ],
  ])("says so %s", async (_, prepare) => {
    const bare = await launchBrowser();
    const { page, close } = await openPage(bare, site.url);
    await page.addInitScript(prepare);
    await page.reload();
    await page.getByRole("button", { name: "Use the camera" }).click();
    await page.getByText("No camera: allow it in the browser, or upload a picture instead.").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.locator(".camera").waitFor({ state: "detached" });
    await close();
    await bare.close();
  });
});

type At = (point: readonly [number, number]) => { x: number; y: number };

/** From the square of 100 x 100 that strokes are recorded in to places on the pad. */
async function onPad(page: Page): Promise<At> {
  const box = await page.locator(".pad .surface").boundingBox();
  if (!box) throw new Error("there is no pad on the page");
  return ([x, y]) => ({ x: box.x + (x / 100) * box.width, y: box.y + (y / 100) * box.height });
}

/** The share of the pad that a straight stroke covers when a stylus draws it with this force. */
async function inkOf(page: Page, device: CDPSession, force: number): Promise<number> {
  await clear(page);
  const at = await onPad(page);
  const pen = (type: "mousePressed" | "mouseMoved" | "mouseReleased", y: number) =>
    device.send("Input.dispatchMouseEvent", {
      type,
      ...at([50, y]),
      button: "left",
      buttons: type === "mouseReleased" ? 0 : 1,
      clickCount: 1,
      pointerType: "pen",
      force,
    });
  await pen("mousePressed", 20);
  for (let y = 24; y <= 80; y += 4) await pen("mouseMoved", y);
  await pen("mouseReleased", 80);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  const cover = await canvasPixels(page.locator(".pad canvas"), 3);
  return cover.reduce((sum, alpha) => sum + alpha / 255, 0) / cover.length;
}
