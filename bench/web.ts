/**
 * The web app's promises in a real Chromium: time to the first network, time from the end of a stroke to the answer,
 * frames while training, and training speed beside Node's in interleaved rounds. Fails when one does not hold; they
 * are those of a quiet machine.
 *
 *   npm run build && CHROMIUM_PATH=$(command -v chromium) npx tsx bench/web.ts [--rounds 3]
 */
import { loadMnist } from "@mnist/dataset";
import { train } from "@mnist/model";
import type { Browser, Page } from "playwright-core";
import { type StaticServer, serveSite } from "../apps/web/test/static-server.js";
import { drawStrokes, recordedDigits } from "../apps/web/test/strokes.js";
import { launchBrowser, noBrowser } from "../tooling/browser.js";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

const rounds = Number(process.argv[process.argv.indexOf("--rounds") + 1] || 3);
if (noBrowser) throw new Error(noBrowser);

const site = await serveSite();
const browser = await launchBrowser();
const { train: data } = await loadMnist();
try {
  const start = await firstNetwork(browser, site);
  const answers = await answerTimes(browser, site);
  const node: number[] = [];
  const page: { imagesPerSecond: number; frames: number[] }[] = [];
  for (let round = 0; round < rounds; round++) {
    node.push(await trainInNode());
    page.push(await trainInPage(browser, site));
    console.log(
      `round ${round + 1}: Node ${node[round].toFixed(0)}, page ${page[round].imagesPerSecond} images/s`,
    );
  }
  const results = {
    firstNetworkMilliseconds: start,
    answerMilliseconds: { median: median(answers), least: Math.min(...answers) },
    imagesPerSecond: { node: median(node), page: median(page.map((round) => round.imagesPerSecond)) },
    shareOfNode: median(page.map(({ imagesPerSecond }, i) => imagesPerSecond / node[i])),
    framesWhileTraining: {
      medianMilliseconds: median(page.flatMap(({ frames }) => frames)),
      shareLate: share(
        page.flatMap(({ frames }) => frames),
        (frame) => frame > 25,
      ),
    },
  };
  console.log(JSON.stringify(results, null, 1));
  await writeResult("web", results);
  check("a network answers within 1 s", start <= 1000, `${start.toFixed(0)} ms`);
  check("a stroke is answered within 8 ms", median(answers) <= 8, `${median(answers).toFixed(1)} ms`);
  check("training keeps 80 % of Node's speed", results.shareOfNode >= 0.8, results.shareOfNode.toFixed(2));
  const frame = results.framesWhileTraining.medianMilliseconds;
  check(
    "drawing stays at 60 frames a second while training",
    frame <= 17,
    `${frame.toFixed(1)} ms for a frame`,
  );
} finally {
  await browser.close();
  await site.close();
}

/** From the start of loading until a network can answer. */
async function firstNetwork(browser: Browser, site: StaticServer): Promise<number> {
  const page = await browser.newPage();
  const start = performance.now();
  await page.goto(site.url);
  await page.locator('.answer:not([data-engine="loading"])').waitFor();
  const elapsed = performance.now() - start;
  await page.close();
  return elapsed;
}

/**
 * From the last movement of a stroke's pen, as the page handles it, until the answer stands in the document, for
 * every stroke of the recorded digits.
 */
async function answerTimes(browser: Browser, site: StaticServer): Promise<number[]> {
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.locator('.answer[data-engine="ready"]').waitFor();
  // As text: the page lacks the helpers that compiled functions call.
  await page.evaluate(`
    globalThis.moved = 0;
    globalThis.answered = 0;
    addEventListener("pointermove", () => { moved = performance.now(); }, { capture: true });
    new MutationObserver(() => { answered = performance.now(); })
      .observe(document.querySelector(".answer .bars"), { subtree: true, attributes: true });
  `);
  const times: number[] = [];
  for (const strokes of [...recordedDigits, ...recordedDigits, ...recordedDigits]) {
    await page.getByRole("button", { name: "Clear" }).click();
    for (const stroke of strokes) {
      await drawStrokes(page, [stroke]);
      await page.waitForTimeout(100);
      times.push(await page.evaluate<number>("answered - moved"));
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

/** One epoch of the preset `fast`, with the pen moving all along. */
async function trainInPage(browser: Browser, site: StaticServer) {
  const page = await browser.newPage();
  await page.goto(`${site.url}#/train`);
  await page.getByRole("spinbutton", { name: "Epochs" }).fill("1");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByText("Epoch 1 of").waitFor();
  const frames = await framesWhileDrawing(page);
  const done = page.getByText(/^Trained in/);
  await done.waitFor({ timeout: 120_000 });
  const [, rate] = /([\d,]+) images per second/.exec((await done.textContent()) ?? "") ?? [];
  const imagesPerSecond = Number(rate.replaceAll(",", ""));
  await page.close();
  return { imagesPerSecond, frames };
}

/** Times between frames, in milliseconds, while strokes are drawn for about two seconds. */
async function framesWhileDrawing(page: Page): Promise<number[]> {
  // As text: the page lacks the helpers that compiled functions call.
  await page.evaluate(`
    globalThis.frameTimes = [];
    requestAnimationFrame(function note(time) {
      frameTimes.push(time);
      requestAnimationFrame(note);
    });
  `);
  for (const digit of [8, 3, 5]) await drawStrokes(page, recordedDigits[digit]);
  const times = await page.evaluate<number[]>("frameTimes");
  return times.slice(1).map((time, i) => time - times[i]);
}

/** Says whether a promise holds; one that does not makes the script fail. */
function check(promise: string, holds: boolean, measured: string): void {
  console.log(`${holds ? "holds" : "FAILS"}: ${promise} (${measured})`);
  if (!holds) process.exitCode = 1;
}

function share(values: number[], isCounted: (value: number) => boolean): number {
  return values.filter(isCounted).length / values.length;
}
