import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { decodeManifest, decodeModel, evaluate, type ModelArtifacts, train } from "@mnist/model";
import { toOnnx } from "@mnist/model/onnx";
import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import { type ChosenFiles, chooseFiles, cli, download, expectRead, networkReady, startSite } from "./site.js";
import { drawStrokes, recordedDigits, scribble } from "./strokes.js";
import { vitals } from "./vitals.js";

let folder: string;

describe.skipIf(noBrowser)("Train", () => {
  const site = startSite();
  const plainSite = startSite({ isolated: false });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mnist-web-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("trains the preset fast to 99 %, reads a drawing meanwhile, and gives the model as tfjs files", {
    timeout: 240_000,
  }, async () => {
    const { page, complaints, close } = await site.open("#/train");
    await page.getByText(/\d threads, WebAssembly SIMD/).waitFor();
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText("Epoch 1 of").waitFor();
    await drawStrokes(page, recordedDigits[3]);
    await page.locator(".try .best").waitFor();

    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused").waitFor();
    await page.waitForTimeout(300);
    const paused = await page.locator(".figures").textContent();
    await page.waitForTimeout(300);
    expect(await page.locator(".figures").textContent()).toBe(paused);
    await page.getByRole("button", { name: "Resume" }).click();

    await page.getByText(/^Trained in/).waitFor({ timeout: 200_000 });
    const accuracy = Number.parseFloat((await page.locator(".figures dd").first().textContent()) ?? "");
    expect(accuracy).toBeGreaterThanOrEqual(99);
    await expect.poll(() => page.locator(".try .best .name").textContent()).toBe("3");
    const cells = await page.locator(".confusion td:not(:empty)").allTextContents();
    const counted = cells.reduce((sum, cell) => sum + Number(cell.replaceAll(",", "")), 0);
    expect(counted).toBe(10_000);
    // Numbers change their widths; nothing changes its place.
    expect((await vitals(page)).shift).toBeLessThan(0.01);

    const report = await readFile(await download(page, "Save as a report"), "utf8");
    expect(report).toContain("<!doctype html>");
    expect(report).toContain(`${accuracy.toFixed(1)}`);

    const artifacts = await downloadedModel(page);
    const { train: data, test } = await loadMnist();
    const scores = await evaluate(artifacts, test);
    expect(`${(scores.accuracy * 100).toFixed(1)} %`).toBe(`${accuracy.toFixed(1)} %`);
    // The same seed gives the same network in the page, watched and paused, as in Node.
    const inNode = await train({ data, preset: "fast", seed: 1 });
    expect(Buffer.from(artifacts.weightData).equals(Buffer.from(inNode.artifacts.weightData))).toBe(true);

    await page.getByRole("button", { name: "Use it on the other screens" }).click();
    await page.getByText("It reads your drawings now").waitFor();
    await page.getByRole("link", { name: "Draw" }).click();
    await drawStrokes(page, recordedDigits[3]);
    await expectRead(page, "3");
    expect(complaints).toEqual([]);
    await close();
  });

  it("trains a network of one's own layers, and says which of them do not fit", {
    timeout: 120_000,
  }, async () => {
    const { page, complaints, close } = await site.open("#/train");
    await page.getByText("your own").click();
    const start = page.getByRole("button", { name: "Start training" });
    const total = page.locator(".assemble .total");
    const rows = page.locator(".assemble li");
    await page.getByText("26 × 26 × 16 · 160 parameters").waitFor();

    await page.getByRole("spinbutton", { name: "filters" }).first().fill("8");
    await page.getByText("26 × 26 × 8 · 80 parameters").waitFor();
    // What cannot be is not left standing there as if it were.
    await page.getByRole("spinbutton", { name: "filters" }).first().fill("0");
    await page.getByRole("spinbutton", { name: "filters" }).first().blur();
    expect(await page.getByRole("spinbutton", { name: "filters" }).first().inputValue()).toBe("8");
    const removals = page.getByRole("button", { name: /^Remove / });
    while ((await removals.count()) > 2) await removals.last().click();
    await page.getByRole("alert").getByText("put flatten before it").waitFor();
    await total.getByText("do not fit together yet").waitFor();
    expect(await start.isDisabled()).toBe(true);

    await page.getByRole("button", { name: "Put a flatten before it" }).click();
    await page.getByRole("combobox", { name: "Add a layer" }).selectOption({ label: "Dense" });
    await page.getByRole("spinbutton", { name: "units" }).fill("20");
    // 8 filters of 3 x 3, then 13 x 13 x 8 values to 20 units, then 10 digits; each with a bias.
    await total.getByText("27,350 parameters").waitFor();
    expect(await rows.count()).toBe(5);
    await page.getByRole("button", { name: "Move Dense up" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("button", { name: "Move Dense down" }).click();

    await page.getByRole("spinbutton", { name: "Epochs" }).fill("1");
    await start.click();
    const accuracy = async () =>
      Number.parseFloat((await page.locator(".figures dd").first().textContent()) ?? "");
    await expect.poll(accuracy, { timeout: 90_000 }).toBeGreaterThan(50);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped.").waitFor();

    const artifacts = await downloadedModel(page);
    const { weightsSha256: _, ...metadata } = artifacts.userDefinedMetadata ?? {};
    expect(metadata.preset).toBe("own");
    const onnx = await readFile(await download(page, "Download as ONNX"));
    expect(onnx.equals(toOnnx({ ...artifacts, userDefinedMetadata: metadata }))).toBe(true);
    await page.getByRole("button", { name: "Use it on the other screens" }).click();
    await page.getByText("It reads your drawings now").waitFor();
    await page.getByRole("link", { name: "Look inside" }).click();
    await page.getByText("trained here: your own network").waitFor();
    await drawStrokes(page, recordedDigits[1]);
    await page.locator(".layer").first().waitFor();
    expect(await page.locator(".layer h2").allTextContents()).toEqual([
      "Convolution",
      "Max pooling",
      "Flatten",
      "Dense",
      "Dense",
    ]);
    expect(complaints).toEqual([]);
    await close();
  });

  it("lets the network in use learn on, and it still knows what is no digit", {
    timeout: 120_000,
  }, async () => {
    const { page, complaints, close } = await site.open("#/train");
    await page.getByRole("radio", { name: /^the one in use/ }).check();
    await page.getByRole("spinbutton", { name: "Learning rate" }).fill("0.0001");
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText("Epoch 1 of").waitFor();
    const accuracy = async () =>
      Number.parseFloat((await page.locator(".figures dd").first().textContent()) ?? "");
    // A fresh network would be at a tenth of it.
    expect(await accuracy()).toBeGreaterThan(97);
    await page.waitForTimeout(1000);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped.").waitFor();
    expect(await accuracy()).toBeGreaterThan(98);
    expect((await downloadedModel(page)).userDefinedMetadata?.calibration).toMatchObject({ classes: 10 });

    await page.getByRole("button", { name: "Use it on the other screens" }).click();
    await page.getByText("It reads your drawings now").waitFor();
    await page.getByRole("link", { name: "Draw" }).click();
    await page.getByText("trained here: pre-trained").waitFor();
    await drawStrokes(page, scribble);
    await expectRead(page, "?");
    expect(complaints).toEqual([]);
    await close();
  });

  it("trains with one thread where the page gets no others, and stops when told to", async () => {
    const { page, complaints, close } = await plainSite.open("#/train");
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.getByText("1 thread, WebAssembly SIMD").waitFor();
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText("Epoch 1 of").waitFor();
    await page.waitForTimeout(500);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped.").waitFor();
    await page.getByRole("button", { name: "Download for TensorFlow.js" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it("promises no threads where even an isolated page has no shared memory", async () => {
    const context = await site.browser.newContext();
    await context.addInitScript(() => Reflect.deleteProperty(globalThis, "SharedArrayBuffer"));
    const page = await context.newPage();
    await page.goto(`${site.url}#/train`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.getByText("1 thread, WebAssembly SIMD").waitFor();
    await context.close();
  });

  it("stops while its data is on the way, and starts anew", async () => {
    // What a service worker answers cannot be held back here.
    const { page, complaints, close } = await site.open("#/train", { serviceWorkers: "block" });
    let isHeld = true;
    await page.route(/mnist-data\/.*\.bin$/, (route) => {
      if (!isHeld) return route.continue();
    });
    const start = page.getByRole("button", { name: "Start training" });
    const stop = page.getByRole("button", { name: "Stop" });
    await start.click();
    await page.getByText("Loading MNIST").waitFor();
    await stop.click();
    await start.waitFor({ timeout: 5000 });
    await page.getByText("60,000 images").waitFor();
    expect(await page.getByRole("button", { name: "Download as ONNX" }).count()).toBe(0);

    isHeld = false;
    await start.click();
    await page.getByText("Epoch 1 of").waitFor();
    await stop.click();
    await page.getByText("Stopped.").waitFor();
    const expected = /^failed: .*mnist-data|^Service Worker registration blocked/;
    expect(complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
    await close();
  });

  it("asks before its tab is closed while it trains, and only then", async () => {
    const { page, complaints, close } = await site.open("#/train");
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText("Epoch 1 of").waitFor();
    const asked = page.waitForEvent("dialog", { timeout: 5000 });
    const closing = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    await closing;
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped.").waitFor();

    const closed = page.waitForEvent("close");
    await page.close({ runBeforeUnload: true });
    await closed;
    expect(complaints).toEqual([]);
    await close();
  });

  it("opens a model that the command line saved, and refuses a damaged one", async () => {
    const model = join(folder, "model");
    await promisify(execFile)(process.execPath, [
      cli,
      "train",
      "--preset",
      "tiny",
      "--epochs",
      "1",
      "--quiet",
      "--out",
      model,
    ]);
    const { page, complaints, close } = await site.open();
    await networkReady(page);
    await page.goto(`${site.url}#/inside`);
    const open = (files: ChosenFiles) => chooseFiles(page, "Open a model", files);
    const json = {
      name: "model.json",
      mimeType: "application/json",
      buffer: await readFile(join(model, "model.json")),
    };
    const weights = {
      name: "weights.bin",
      mimeType: "application/octet-stream",
      buffer: await readFile(join(model, "weights.bin")),
    };
    await open([json, { ...weights, buffer: weights.buffer.subarray(0, 1000) }]);
    await page.locator(".network-picker [role=alert]").waitFor();
    await open(json);
    await page.getByText(/choose both files together/).waitFor();
    await open([json, weights]);
    await page.getByText("model.json and weights.bin", { exact: true }).waitFor();
    await drawStrokes(page, recordedDigits[1]);
    await page.locator(".layer").first().waitFor();
    await page.getByRole("link", { name: "Draw" }).click();
    await expectRead(page, "1");
    expect(complaints).toEqual([]);
    await close();
  });
});

/** The model in the zip that the page offers for TensorFlow.js. */
async function downloadedModel(page: Page): Promise<ModelArtifacts> {
  const zip = await readFile(await download(page, "Download for TensorFlow.js"));
  const files = unzipSync(new Uint8Array(zip));
  return decodeModel(decodeManifest(files["model.json"]), new Uint8Array(files["weights.bin"]));
}
