import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import sharp, { type OutputInfo } from "sharp";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import { clear, expectRead, networkReady, openBeforeEach, openPicture, pictures, startSite } from "./site.js";
import { drawStrokes, recordedDigits } from "./strokes.js";

let page: Page;

describe.skipIf(noBrowser)("pictures on the pad", () => {
  const site = startSite();
  openBeforeEach(site, (opened) => {
    page = opened;
  });

  it.each([
    ["two-photo.jpg", "2"],
    ["four-ruled.jpg", "4"],
    ["seven.png", "7"],
    ["one-transparent.png", "1"],
    ["number-2019.jpg", "2019"],
  ])("opens %s", async (name, text) => {
    await openPicture(page, pictures + name);
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
      await openPicture(page, { name, mimeType: `image/${name.split(".")[1]}`, buffer: await content });
      await expectRead(page, "7");
      await clear(page);
      await expectRead(page, "–");
    }
    await openPicture(page, {
      name: "seven.tiff",
      mimeType: "image/tiff",
      buffer: await original().tiff().toBuffer(),
    });
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
      await clear(page);
      await expectRead(page, "–");
    }
    await openPicture(page, { name: "notes.png", mimeType: "image/png", buffer: Buffer.from("hello") });
    await page.getByText("notes.png is not a picture this browser can read").waitFor();
    await clear(page);
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["hello"], "notes.txt", { type: "text/plain" }));
      document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: transfer }));
    });
    await page.getByText("notes.txt is not a picture this browser can read").waitFor();
  });

  it("shows the picture chosen last, or what is drawn meanwhile, however late others come", async () => {
    // What a service worker answers cannot be held back here.
    const { page, close } = await site.open("", { serviceWorkers: "block" });
    await networkReady(page);
    await page.locator(".samples img").first().waitFor();
    let arrive = () => {};
    await page.route(/seven/, async (route) => {
      await new Promise<void>((resolve) => {
        arrive = resolve;
      });
      await route.continue();
    });
    const chooseLatePicture = async () => {
      const asked = page.waitForRequest(/seven/);
      await page.getByRole("button", { name: "Chalk" }).click();
      await asked;
    };
    const letItCome = async () => {
      const answered = page.waitForResponse(/seven/);
      arrive();
      await answered;
      await page.waitForTimeout(200);
    };
    await chooseLatePicture();
    await page.getByRole("button", { name: "See-through" }).click();
    await expectRead(page, "1");
    await letItCome();
    await expectRead(page, "1");

    await clear(page);
    await chooseLatePicture();
    await drawStrokes(page, recordedDigits[1]);
    await letItCome();
    expect(await page.getByRole("img", { name: "The opened picture" }).count()).toBe(0);
    await close();
  });

  it("is taken away by undo, which leaves the drawing under it; there is nothing to erase meanwhile", async () => {
    await drawStrokes(page, recordedDigits[1]);
    await expectRead(page, "1");
    await openPicture(page, `${pictures}seven.png`);
    await expectRead(page, "7");
    expect(await page.getByRole("button", { name: "Eraser" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Undo" }).click();
    await expectRead(page, "1");
    expect(await page.getByRole("button", { name: "Eraser" }).isDisabled()).toBe(false);

    await openPicture(page, `${pictures}seven.png`);
    await page.locator(".pad .surface").focus();
    await page.keyboard.press(" ");
    await page.getByRole("img", { name: "The opened picture" }).waitFor({ state: "detached" });
  });

  it("makes way for a new drawing on a clear pad where one draws on it, the eraser chosen or not", async () => {
    await drawStrokes(page, recordedDigits[1]);
    await page.getByRole("button", { name: "Eraser" }).click();
    await openPicture(page, `${pictures}seven.png`);
    await expectRead(page, "7");
    await drawStrokes(page, recordedDigits[4]);
    expect(await page.getByRole("img", { name: "The opened picture" }).count()).toBe(0);
    await expectRead(page, "4");
    for (const _ of recordedDigits[4]) await page.getByRole("button", { name: "Undo" }).click();
    await expectRead(page, "–");
    await page.getByRole("button", { name: "Undo" }).click();
    await expectRead(page, "1");
  });

  it("stays under a finger that scrolls the page, and is closed by its corner", async () => {
    const { page, complaints, close } = await site.open("", {
      viewport: { width: 390, height: 600 },
      hasTouch: true,
      isMobile: true,
    });
    await networkReady(page);
    await openPicture(page, `${pictures}seven.png`);
    await expectRead(page, "7");
    const device = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number }[]) =>
      device.send("Input.dispatchTouchEvent", { type, touchPoints });
    await touch("touchStart", [{ x: 195, y: 350 }]);
    for (let y = 340; y >= 200; y -= 10) await touch("touchMove", [{ x: 195, y }]);
    await touch("touchEnd", []);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(50);
    const opened = page.getByRole("img", { name: "The opened picture" });
    expect(await opened.count()).toBe(1);
    await page.getByRole("button", { name: "Back to the drawing" }).tap();
    await opened.waitFor({ state: "detached" });
    await expectRead(page, "–");
    expect(complaints).toEqual([]);
    await close();
  });

  it("is what Look inside looks at, without a pad for another drawing, until one goes back to the drawing", async () => {
    await openPicture(page, `${pictures}seven.png`);
    await expectRead(page, "7");
    await page.getByRole("link", { name: "Look inside" }).click();
    await page.getByRole("heading", { name: "seven.png" }).waitFor();
    expect(await page.locator(".pad").count()).toBe(0);
    await page.getByRole("button", { name: "Back to the drawing" }).click();
    await drawStrokes(page, recordedDigits[4]);
    await expect.poll(() => page.locator("aside > .bars .best .name").textContent()).toBe("4");
  });

  it("does not take the place of the page when it is dropped on another screen", async () => {
    await page.getByRole("link", { name: "Train" }).click();
    await page.locator(".train-screen").waitFor();
    const refused = await page.evaluate(() =>
      ["dragover", "drop"].map((type) => {
        const event = new DragEvent(type, { bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
        return event.defaultPrevented;
      }),
    );
    expect(refused).toEqual([true, true]);
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
