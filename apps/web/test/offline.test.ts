import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "../../../tooling/browser.js";
import { expectRead, networkReady, openPage } from "./site.js";
import { type StaticServer, serveSite } from "./static-server.js";
import { drawStrokes, recordedDigits } from "./strokes.js";

let site: StaticServer;
let browser: Browser;

describe.skipIf(noBrowser)("a plain file host, in a folder of it", () => {
  beforeAll(async () => {
    site = await serveSite({ path: "/some/folder/", isolated: false });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it("works offline after the first visit, and then has threads, too", async () => {
    const { page, complaints, close } = await openPage(browser, site.url);
    await networkReady(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) {
        await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
      }
    });
    await page.context().setOffline(true);
    await site.close();
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
