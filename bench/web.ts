/**
 * The web app's promises in a real Chromium: time to the first network, time from the end of a stroke to the answer,
 * training speed beside Node's in interleaved rounds, and frames while one draws for the network in training. Fails
 * when one does not hold; they are those of a quiet machine.
 *
 *   npm run build && CHROMIUM_PATH=$(command -v chromium) npx tsx bench/web.ts [--rounds 3] [--parts load,answers,training]
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { train } from "@mnist/model";
import type { Browser, Page } from "playwright-core";
import { type StaticServer, serveSite } from "../apps/web/test/static-server.js";
import { drawStrokes, recordedDigits } from "../apps/web/test/strokes.js";
import { type Vitals, vitals } from "../apps/web/test/vitals.js";
import { launchBrowser, noBrowser } from "../tooling/browser.js";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    parts: { type: "string", default: "load,answers,training" },
  },
});
if (noBrowser) throw new Error(noBrowser);

const site = await serveSite();
const browser = await launchBrowser();
const { train: data } = await loadMnist();
const parts: Record<string, () => Promise<object>> = { load, answers, training };
try {
  // What is not measured this time stays as it was.
  let results: object = JSON.parse(await readFile(new URL("results/web.json", import.meta.url), "utf8"));
  for (const part of values.parts.split(",")) results = { ...results, [part]: await parts[part]() };
  const { date: _date, machine: _machine, ...measured } = results as Record<string, unknown>;
  console.log(JSON.stringify(measured, null, 1));
  await writeResult("web", measured);
} finally {
  await browser.close();
  await site.close();
}

async function load() {
  const { network, ...others } = await firstNetwork(browser, site);
  check("a network answers within 1 s", network <= 1000, `${network.toFixed(0)} ms`);
  check("the page is never blocked for 100 ms", others.longestTask <= 100, `${others.longestTask} ms`);
  return { network, ...others };
}

async function answers() {
  const strokes = await answerTimes(browser, site);
  const times = strokes.map(({ answered }) => answered);
  check("a stroke is answered within 8 ms", median(times) <= 8, `${median(times).toFixed(1)} ms`);
  return {
    medianMilliseconds: median(times),
    leastMilliseconds: Math.min(...times),
    medianUntilFrame: median(strokes.map(({ drawn }) => drawn)),
  };
}

async function training() {
  const node: number[] = [];
  const page: number[] = [];
  const drawn: { imagesPerSecond: number; frames: number[] }[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    node.push(await trainInNode());
    page.push((await trainInPage(browser, site, waitForEnd)).imagesPerSecond);
    drawn.push(await trainInPage(browser, site, drawToEnd));
    const rates = [node[round], page[round], drawn[round].imagesPerSecond].map((rate) => rate.toFixed(0));
    console.log(
      `round ${round + 1}, images/s: Node ${rates[0]}, page ${rates[1]}, while drawing ${rates[2]}`,
    );
  }
  const frames = drawn.flatMap((each) => each.frames);
  const shareOfNode = median(page.map((imagesPerSecond, i) => imagesPerSecond / node[i]));
  const frame = { medianMilliseconds: median(frames), shareLate: share(frames, (time) => time > 25) };
  check("training keeps 80 % of Node's speed", shareOfNode >= 0.8, shareOfNode.toFixed(2));
  check(
    "drawing stays at 60 frames a second while training",
    frame.medianMilliseconds <= 17 && frame.shareLate <= 0.05,
    `${frame.medianMilliseconds.toFixed(1)} ms for a frame, ${(100 * frame.shareLate).toFixed(1)} % of them late`,
  );
  const whileDrawing = median(drawn.map(({ imagesPerSecond }) => imagesPerSecond));
  return {
    imagesPerSecond: { node: median(node), page: median(page), whileDrawing },
    shareOfNode,
    frame,
  };
}

/** Milliseconds from the start of loading until a network can answer, and what a page is asked besides. */
async function firstNetwork(browser: Browser, site: StaticServer): Promise<Vitals & { network: number }> {
  const page = await browser.newPage();
  const start = performance.now();
  await page.goto(site.url);
  await page.locator('.answer:not([data-engine="loading"])').waitFor();
  const network = performance.now() - start;
  const others = await vitals(page);
  await page.close();
  return { network, ...others };
}

/**
 * From the last movement of a stroke's pen, as the page handles it, until the answer stands in the document, and until
 * the page has done its part of the frame that shows it, for every stroke of the recorded digits.
 */
async function answerTimes(
  browser: Browser,
  site: StaticServer,
): Promise<{ answered: number; drawn: number }[]> {
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.locator('.answer[data-engine="ready"]').waitFor();
  // As text, here and below: the page lacks the helpers that compiled functions call.
  await page.evaluate(`
    globalThis.moved = 0;
    globalThis.answered = 0;
    globalThis.drawn = 0;
    const afterFrame = new MessageChannel();
    afterFrame.port1.onmessage = () => { drawn = performance.now(); };
    addEventListener("pointermove", () => { moved = performance.now(); }, { capture: true });
    new MutationObserver(() => {
      answered = performance.now();
      requestAnimationFrame(() => afterFrame.port2.postMessage(0));
    }).observe(document.querySelector(".answer .bars"), { subtree: true, attributes: true });
  `);
  const times: { answered: number; drawn: number }[] = [];
  for (const strokes of [...recordedDigits, ...recordedDigits, ...recordedDigits]) {
    await page.getByRole("button", { name: "Clear" }).click();
    for (const stroke of strokes) {
      await drawStrokes(page, [stroke]);
      // Not asked before the end: asking takes time from the page.
      do await page.waitForTimeout(100);
      while (!(await page.evaluate<boolean>("moved < answered && answered < drawn")));
      times.push(await page.evaluate("({ answered: answered - moved, drawn: drawn - moved })"));
    }
  }
  await page.close();
  return times;
}

/** Images per second of one epoch of the preset `fast` in Node, from the first step to the last. */
async function trainInNode(): Promise<number> {
  let first: { images: number; time: number } | undefined;
  let last = { images: 0, time: 0 };
  await train({
    data,
    preset: "fast",
    epochs: 1,
    seed: 1,
    onProgress: ({ images }) => {
      last = { images, time: performance.now() };
      first ??= last;
    },
  });
  return first ? (1000 * (last.images - first.images)) / (last.time - first.time) : 0;
}

/**
 * One epoch of the preset `fast` in the page. Its images per second are those of the clock: curves and looks at test
 * images are part of it.
 */
async function trainInPage<T>(browser: Browser, site: StaticServer, during: (page: Page) => Promise<T>) {
  const page = await browser.newPage();
  await page.goto(`${site.url}#/train`);
  await page.getByRole("spinbutton", { name: "Epochs" }).fill("1");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByText("Epoch 1 of").waitFor();
  await page.evaluate(`
    const bar = document.querySelector("progress");
    globalThis.progress = [];
    new MutationObserver(() => { progress.push({ time: performance.now(), share: bar.value }); })
      .observe(bar, { attributes: true });
  `);
  const result = await during(page);
  const progress = await page.evaluate<{ time: number; share: number }[]>("progress");
  await page.close();
  const [first, last] = [progress[0], progress[progress.length - 1]];
  const images = (last.share - first.share) * data.labels.length;
  return { ...result, imagesPerSecond: (1000 * images) / (last.time - first.time) };
}

/** Looks only now and then: Playwright's own waiting would look at every frame, which costs the page time. */
async function waitForEnd(page: Page): Promise<void> {
  while (!(await hasEnded(page))) await page.waitForTimeout(250);
}

/** Draws one digit after the other, noting the milliseconds between frames. */
async function drawToEnd(page: Page): Promise<{ frames: number[] }> {
  await page.evaluate(`
    globalThis.frameTimes = [];
    requestAnimationFrame(function note(time) {
      frameTimes.push(time);
      requestAnimationFrame(note);
    });
  `);
  let times: number[] = [];
  for (let digit = 0; !(await hasEnded(page)); digit = (digit + 1) % 10) {
    times = await page.evaluate<number[]>("frameTimes");
    await page.getByRole("button", { name: "Clear" }).click();
    await drawStrokes(page, recordedDigits[digit]);
  }
  return { frames: times.slice(1).map((time, i) => time - times[i]) };
}

async function hasEnded(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.querySelector(".status p").textContent.startsWith("Trained in")');
}

/** Says whether a promise holds; one that does not makes the script fail. */
function check(promise: string, holds: boolean, measured: string): void {
  console.log(`${holds ? "holds" : "FAILS"}: ${promise} (${measured})`);
  if (!holds) process.exitCode = 1;
}

function share(values: number[], isCounted: (value: number) => boolean): number {
  return values.filter(isCounted).length / values.length;
}
