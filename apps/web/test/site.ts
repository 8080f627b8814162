import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, FileChooser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchBrowser } from "../../../tooling/browser.js";
import { type StaticServer, serveSite } from "./static-server.js";

if (!existsSync(fileURLToPath(new URL("../dist/index.html", import.meta.url)))) {
  throw new Error("apps/web/dist is missing: run `npm run build` first, these tests are of the built site");
}

/** The command line's program. */
export const cli = fileURLToPath(new URL("../../cli/bin/mnist.js", import.meta.url));

/** The folder of pictures to try, with a slash at its end. */
export const pictures = fileURLToPath(new URL("../../../examples/pictures/", import.meta.url));

/** A page in a context of its own, and everything it complained about. */
export interface OpenPage {
  page: Page;
  complaints: string[];
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

/**
 * A site and a browser for the tests of a `describe`, from before the first until after the last.
 *
 * @param options how the site is served, see {@link serveSite}
 * @param browserArgs what the browser is told besides
 */
export function startSite(options: Parameters<typeof serveSite>[0] = {}, ...browserArgs: string[]) {
  let server: StaticServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await serveSite(options);
    browser = await launchBrowser(...browserArgs);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  return {
    get url() {
      return server.url;
    },
    get browser() {
      return browser;
    },
    /** Opens the site, or the place of it that `path` names, in a page. */
    open: (path = "", options?: BrowserContextOptions) => openPage(browser, server.url + path, options),
    /** No more is served. */
    stop: () => server.close(),
  };
}

/** Opens the page anew for each test, with the network there; in the end it must have complained about nothing. */
export function openBeforeEach(site: ReturnType<typeof startSite>, use: (page: Page) => void): void {
  let opened: OpenPage;
  beforeEach(async () => {
    opened = await site.open();
    await networkReady(opened.page);
    use(opened.page);
  });
  afterEach(async () => {
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });
}

/** Opens a screen as a person does who has drawn before: when the network has arrived, by its link. */
export async function openScreen(site: ReturnType<typeof startSite>, name: string): Promise<OpenPage> {
  const opened = await site.open();
  await networkReady(opened.page);
  await opened.page.getByRole("link", { name }).click();
  return opened;
}

/** Waits until the network that is to be used has arrived. */
export async function networkReady(page: Page): Promise<void> {
  await page.locator('.answer[data-engine="ready"]').waitFor();
}

/** Waits until the page says that it reads `text`. */
export async function expectRead(page: Page, text: string): Promise<void> {
  await expect
    .poll(async () => (await page.locator(".verdict .digit").textContent()) ?? "", { timeout: 8000 })
    .toBe(text);
}

/** The ten probabilities on the screen, as numbers. */
export async function shownProbabilities(page: Page): Promise<number[]> {
  const values = await page
    .locator(".answer .bars data")
    .evaluateAll((elements) => elements.map((element) => element.getAttribute("value")));
  return values.map(Number);
}

/** Takes everything off the pad. */
export async function clear(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Clear" }).click();
}

/** Files as a person chooses them: by their paths, or with the content given here. */
export type ChosenFiles = Parameters<FileChooser["setFiles"]>[0];

/** Chooses files in the dialog that a button opens. */
export async function chooseFiles(page: Page, button: string, files: ChosenFiles): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: button }).click();
  await (await chooser).setFiles(files);
}

/** Puts a picture on the pad. */
export async function openPicture(page: Page, file: ChosenFiles): Promise<void> {
  await chooseFiles(page, "Open a picture", file);
}

/** @returns the path of the file that a button saves */
export async function download(page: Page, button: string): Promise<string> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  return (await downloading).path();
}

/** One channel of a canvas (0 red to 3 alpha), brought to 28 x 28 pixels, row by row. */
export function canvasPixels(canvas: Locator, channel = 0): Promise<number[]> {
  return canvas.evaluate((element, wanted) => {
    const context = new OffscreenCanvas(28, 28).getContext("2d");
    if (!context) return [];
    context.imageSmoothingQuality = "high";
    context.drawImage(element as HTMLCanvasElement, 0, 0, 28, 28);
    return Array.from(context.getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 === wanted);
  }, channel);
}
