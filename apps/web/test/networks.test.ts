import { type Architecture, createArtifacts, encodeModel, type ModelArtifacts } from "@mnist/model";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../../../tooling/browser.js";
import {
  type ChosenFiles,
  chooseFiles,
  expectRead,
  networkReady,
  openBeforeEach,
  startSite,
} from "./site.js";
import { drawStrokes, recordedDigits } from "./strokes.js";

let page: Page;

describe.skipIf(noBrowser)("which network reads", { timeout: 120_000 }, () => {
  const site = startSite();
  openBeforeEach(site, (opened) => {
    page = opened;
  });
  const inUse = () => page.locator(".network-picker b").textContent();
  const open = async (model: ModelArtifacts) => chooseFiles(page, "Open a model", await filesOf(model));

  it("stays the one before when another is for other classes or other images, or damaged", async () => {
    await open(untrained(1, 5));
    await page.getByText("it tells 5 classes apart in images of 28 × 28 × 1").waitFor();
    await open(forSmallImages());
    await page.getByText("it tells 10 classes apart in images of 10 × 10 × 1").waitFor();
    const zip = { name: "model.zip", mimeType: "application/zip", buffer: Buffer.from("hello") };
    await chooseFiles(page, "Open a model", zip);
    await page.getByText("model.zip is damaged or no zip").waitFor();
    await drawStrokes(page, recordedDigits[3]);
    await expectRead(page, "3");
    expect(await inUse()).toBe("pre-trained");
  });

  it("is told by names of their own, so that each is tested and can be compared with", async () => {
    const accuracy = () => page.locator(".explore-screen .figures dd").first().textContent();
    const other = page.getByRole("combobox", { name: "Compare with another network" });
    await open(untrained(1));
    await page.getByRole("link", { name: "Explore" }).click();
    await page.locator(".gallery").waitFor();
    const first = await accuracy();
    await open(untrained(2));
    await expect.poll(inUse).toBe("model.json and weights.bin (2)");
    await page.locator(".gallery").waitFor({ state: "detached" });
    await page.locator(".gallery").waitFor();
    expect(await accuracy()).not.toBe(first);

    await other.selectOption("model.json and weights.bin");
    await page.locator(".outcomes").waitFor();
    await open(untrained(1));
    await expect.poll(inUse).toBe("model.json and weights.bin");
    await page.locator(".gallery").waitFor({ state: "detached" });
    await page.locator(".gallery").waitFor();
    expect(await accuracy()).toBe(first);
    expect(await other.inputValue(), "no network is compared with itself").toBe("");
    expect(await page.locator(".outcomes, .compare progress").count()).toBe(0);
  });

  it("is tested alone, though it changed while another was tested", async () => {
    await open(untrained(1));
    await page.getByRole("link", { name: "Explore" }).click();
    await page.locator(".waiting").waitFor();
    await page.getByRole("button", { name: "Back to the pre-trained one" }).click();
    await page.locator(".gallery").waitFor();
    await expect.poll(inUse).toBe("pre-trained");
    await page.locator(".gallery").waitFor();
    expect(
      Number.parseFloat((await page.locator(".figures dd").first().textContent()) ?? ""),
    ).toBeGreaterThan(99);
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("is said on Train, too: a trained one can be used again after another", async () => {
    await page.getByRole("link", { name: "Train" }).click();
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText("Epoch 1 of").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused.").waitFor();
    // All in one go: while it stops, nothing else can be wanted of it.
    const wantable = await page.evaluate(async () => {
      const button = (text: string) =>
        [...document.querySelectorAll("button")].find(({ textContent }) => textContent?.trim() === text);
      button("Stop")?.click();
      await new Promise((drawn) => requestAnimationFrame(drawn));
      return ["Resume", "Pause", "Stop"].filter((text) => button(text)?.disabled === false);
    });
    expect(wantable).toEqual([]);
    await page.getByText("Stopped.").waitFor();
    const use = page.getByRole("button", { name: "Use it on the other screens" });
    await use.click();
    await page.getByText("It reads your drawings now").waitFor();
    await page.getByRole("link", { name: "Draw" }).click();
    await page.getByRole("button", { name: "Back to the pre-trained one" }).click();
    await expect.poll(inUse).toBe("pre-trained");
    await page.getByRole("link", { name: "Train" }).click();
    await use.click();
    await page.getByRole("link", { name: "Draw" }).click();
    expect(await inUse()).toBe("trained here: fast");
  });

  it("is the small one where the larger cannot be had, and is called so", async () => {
    const { page, close } = await site.open("", { serviceWorkers: "block" });
    await networkReady(page);
    // The first one is the small one.
    let asked = 0;
    await page.route(/weights-.*\.bin$/, (route) => (++asked === 2 ? route.abort() : route.continue()));
    await page.reload();
    await networkReady(page);
    await page.getByText("pre-trained, tiny").waitFor();
    await drawStrokes(page, recordedDigits[3]);
    await expectRead(page, "3");
    await page.getByRole("button", { name: "Back to the pre-trained one" }).click();
    await page.getByText("pre-trained", { exact: true }).waitFor();
    await close();
  });
});

/** A network without any training: one dense layer. */
function untrained(seed: number, classes = 10): ModelArtifacts {
  const layers: Architecture["layers"] = [
    { kind: "flatten" },
    { kind: "dense", units: classes, activation: "softmax" },
  ];
  return createArtifacts({ layers }, { seed });
}

function forSmallImages(): ModelArtifacts {
  const model = untrained(1);
  return {
    ...model,
    modelTopology: JSON.parse(JSON.stringify(model.modelTopology).replaceAll("28,28,1", "10,10,1")),
    weightSpecs: model.weightSpecs.map((spec) =>
      spec.shape.length === 2 ? { ...spec, shape: [100, 10] } : spec,
    ),
    weightData: model.weightData.slice(0, 4 * 101 * 10),
  };
}

async function filesOf(model: ModelArtifacts): Promise<ChosenFiles> {
  return Object.entries((await encodeModel(model)).files).map(([name, content]) => ({
    name,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(content),
  }));
}
