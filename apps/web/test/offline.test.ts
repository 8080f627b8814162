import { describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import { expectRead, networkReady, startSite } from "./site.js";
import { drawStrokes, recordedDigits } from "./strokes.js";

describe.skipIf(noBrowser)("a plain file host, in a folder of it", () => {
  const site = startSite({ path: "/some/folder/", isolated: false });

  it("works offline after the first visit, and then has threads, too", async () => {
    const { page, complaints, close } = await site.open();
    await networkReady(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) {
        await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
      }
    });
    await page.context().setOffline(true);
    await site.stop();
    await page.reload();
    await networkReady(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await drawStrokes(page, recordedDigits[2]);
    await expectRead(page, "2");
    for (const name of ["Train", "Look inside"]) {
      await page.getByRole("link", { name }).click();
      await page
        .locator(name === "Train" ? ".train-screen" : ".layer")
        .first()
        .waitFor();
    }
    expect(complaints).toEqual([]);
    await close();
  });
});
