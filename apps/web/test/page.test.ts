import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "../../../tooling/browser.js";
import { expectRead, networkReady, openPage, startSite } from "./site.js";
import { drawStrokes, recordedDigits } from "./strokes.js";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

describe.skipIf(noBrowser)("the page", () => {
  const site = startSite();

  it("lets only its own files in", async () => {
    const { page, complaints, close } = await site.open();
    const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
    expect(policy).toContain("default-src 'self'; script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/);
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'run'";
      document.head.append(script);
      fetch("https://mnist.invalid/").catch(() => {});
    });
    const refusals = () => complaints.filter((text) => text.includes("Content Security Policy")).length;
    await expect.poll(refusals).toBeGreaterThanOrEqual(2);
    expect(await page.title()).not.toBe("run");
    await close();
  });

  it.each(["light", "dark"] as const)("has no accessibility violations (%s)", async (colorScheme) => {
    const { page, complaints, close } = await site.open("", { colorScheme, bypassCSP: true });
    await networkReady(page);
    await drawStrokes(page, recordedDigits[3]);
    await expectRead(page, "3");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Train" }).click();
    await page.locator(".train-screen").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Look inside" }).click();
    await page.locator(".layer").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Explore" }).click();
    await page.locator(".gallery").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each([
    { width: 320, height: 568 },
    { width: 390, height: 844 },
    { width: 740, height: 360 },
    { width: 1280, height: 800 },
  ])("fits a screen of $width x $height without scrolling sideways", async (viewport) => {
    const { page, close } = await site.open("", { viewport });
    await networkReady(page);
    // Clicks where nothing else lies over them.
    for (const name of ["Thin pen", "Clear"])
      await page.getByRole("button", { name }).click({ timeout: 3000 });
    for (const name of ["Pen on paper", "Keep it as a 2"]) await page.getByRole("button", { name }).click();
    for (const path of ["draw", "train", "inside"]) {
      await page.goto(`${site.url}#/${path}`);
      await page.locator(`.${path}-screen`).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    }
    await close();
  });

  it("begins a screen at its top, and goes back to where one was", async () => {
    const { page, close } = await site.open("", { viewport: { width: 640, height: 400 } });
    await networkReady(page);
    const scrolled = () => page.evaluate(() => scrollY);
    const go = async (name: "Draw" | "Train") => {
      await page.getByRole("link", { name }).click();
      await page.locator(`.${name.toLowerCase()}-screen`).waitFor();
    };
    // Once both have been loaded, nothing but the page brings it back to the top.
    await go("Train");
    await go("Draw");
    await page.evaluate(() => scrollTo(0, 250));
    await go("Train");
    expect(await scrolled()).toBe(0);
    await page.goBack();
    await page.locator(".draw-screen").waitFor();
    await expect.poll(scrolled).toBe(250);
    await close();
  });

  it("says which screen could not be loaded on that screen alone", async () => {
    const { page, close } = await site.open("", { serviceWorkers: "block" });
    await networkReady(page);
    await page.route(/train-screen.*\.js$/, (route) => route.abort());
    await page.getByRole("link", { name: "Train" }).click();
    await page.getByText("This screen could not be loaded.").waitFor();
    await page.getByRole("link", { name: "Draw" }).click();
    await page.locator(".draw-screen").waitFor();
    await page.getByRole("link", { name: "Look inside" }).click();
    await page.locator(".inside-screen").waitFor();
    await close();
  });

  it("can be installed: its manifest names icons that are there", async () => {
    const manifest = await (await fetch(`${site.url}manifest.webmanifest`)).json();
    expect(manifest.display).toBe("standalone");
    for (const { src, type } of manifest.icons) {
      const response = await fetch(site.url + src);
      expect(response.status).toBe(200);
      expect(response.headers.get("Content-Type")).toBe(type);
    }
  });

  it("remembers the chosen theme", async () => {
    const { page, close } = await site.open("", { colorScheme: "light" });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole("button", { name: "Use the dark theme" }).click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await background()).toBe(dark);
    await close();
  });

  it("says so when the browser has no WebAssembly SIMD", async ({ skip }) => {
    if (process.arch !== "x64") skip("only on x64 can Chromium be told to do without SIMD");
    const old = await launchBrowser("--js-flags=--no-enable-sse4-1");
    const { page, close } = await openPage(old, site.url);
    await page.getByText("The network cannot run in this browser.").waitFor();
    await page.getByText("It needs WebAssembly with SIMD").waitFor();
    await close();
    await old.close();
  });
});

async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
    return (await axe.run()).violations.map(({ id, nodes }) => ({ id, targets: nodes.map((n) => n.html) }));
  });
  return found.map(({ id, targets }) => `${id}: ${targets.slice(0, 3).join(" ")}`);
}

interface AxeViolation {
  id: string;
  nodes: { html: string }[];
}
