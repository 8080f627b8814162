import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "../../../tooling/browser.ts";
import type * as Dataset from "../src/browser/index.js";
import type * as Bundle from "../src/bundle/index.js";
import { toBundle } from "../src/export/bundle.js";
import { loadMnist } from "../src/node/load.js";
import type { DatasetInfo } from "../src/registry/types.js";
import type { Split } from "../src/split.js";
import { packedMnist, sha256 } from "./fixture.js";
import { type Mirror, type MirrorRequest, startMirror } from "./mirror.js";

/** What the page's script puts on `globalThis`. */
interface Library {
  dataset: typeof Dataset;
  bundle: typeof Bundle;
}

const IMAGES = "t10k-images-idx3-ubyte.gz";

describe.skipIf(noBrowser)(`in a real Chromium${noBrowser ? ` (${noBrowser})` : ""}`, () => {
  let browser: Browser;
  let page: Page;
  let site: Server;
  let test: Split;
  let info: DatasetInfo;
  let packed: Map<string, Uint8Array>;
  let mirrors: Mirror[];
  const siteFiles = new Map<string, Uint8Array>();

  beforeAll(async () => {
    ({ info, files: packed } = await packedMnist());
    ({ test } = await loadMnist({ sources: ["embedded"] }));
    for await (const { path, content } of toBundle(info, [test])) {
      const pieces = [...content].map((piece) => Buffer.from(piece));
      siteFiles.set(`/data/${path}`, Buffer.concat(pieces));
    }
    const source =
      'export * as dataset from "./browser/index.ts"; export * as bundle from "./bundle/index.ts";';
    const { outputFiles } = await build({
      stdin: {
        contents: source,
        resolveDir: fileURLToPath(new URL("../src", import.meta.url)),
        loader: "ts",
      },
      bundle: true,
      format: "iife",
      globalName: "library",
      write: false,
    });
    siteFiles.set("/library.js", outputFiles[0].contents);
    siteFiles.set("/", Buffer.from('<!doctype html><script src="/library.js"></script>'));
    site = createServer((request, response) => {
      const file = siteFiles.get(request.url ?? "");
      const type = request.url === "/" ? "text/html" : request.url?.endsWith(".js") ? "text/javascript" : "";
      if (file) response.writeHead(200, type ? { "Content-Type": type } : {}).end(file);
      else response.writeHead(404).end();
    }).listen(0, "127.0.0.1");
    await once(site, "listening");
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    site?.closeAllConnections();
    site?.close();
  });

  beforeEach(async () => {
    mirrors = [];
    // A context of its own: empty Cache Storage.
    page = await (await browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  });
  afterEach(async () => {
    await page.context().close();
    await Promise.all(mirrors.map((mirror) => mirror.close()));
  });

  async function mirror(behave?: (exchange: MirrorRequest) => void): Promise<string> {
    const started = await startMirror(packed, behave);
    mirrors.push(started);
    return started.url;
  }

  /** Loads the test split in the page; gives what can be compared, or the error's fields. */
  function load(options: Dataset.LoadOptions) {
    return page.evaluate(
      async ([info, options]) => {
        const { dataset } = (globalThis as unknown as { library: Library }).library;
        try {
          const split = await dataset.loadSplit(info, "test", { timeoutMs: 500, ...options });
          const digest = await crypto.subtle.digest("SHA-256", split.images as Uint8Array<ArrayBuffer>);
          const { classCounts } = split.statistics();
          return { digest: [...new Uint8Array(digest)], classCounts };
        } catch (error) {
          const { name, code, message } = error as Dataset.DatasetError;
          return { name, code, message };
        }
      },
      [info, options] as const,
    );
  }

  const whole = () => ({
    digest: [...Buffer.from(sha256(test.images), "hex")],
    classCounts: test.statistics().classCounts,
  });

  it("loads from a mirror of another origin, then from Cache Storage without a network", async () => {
    expect(await load({ mirrors: [await mirror()] })).toEqual(whole());
    expect(await load({ offline: true })).toEqual(whole());
  });

  it("throws a damaged file out of Cache Storage and loads it again", async () => {
    const url = await mirror();
    await load({ mirrors: [url] });
    await page.evaluate(async () => {
      const cache = await caches.open("@mnist/dataset");
      for (const request of await cache.keys()) await cache.put(request, new Response("damaged"));
    });
    expect(await load({ offline: true })).toMatchObject({ name: "DatasetError" });
    expect(await load({ mirrors: [url] })).toEqual(whole());
  });

  it("resumes a download that stalls, at the next mirror when there is one", async () => {
    const stalling = await mirror(({ name, begin, serve }) => (name === IMAGES ? begin() : serve()));
    const half = await mirror(({ name, body, begin, serve, response }) => {
      if (name !== IMAGES) return serve();
      begin();
      response.write(body.subarray(0, 400_000));
    });
    expect(await load({ mirrors: [stalling, half, await mirror()] })).toEqual(whole());
    expect(mirrors[2].log).toContain(`${IMAGES} from 400000`);
  });

  it.each([
    ["404", ({ response }: MirrorRequest) => response.writeHead(404, CORS).end(), /404/],
    ["a log-in page", ({ response }: MirrorRequest) => response.writeHead(200, CORS).end("<html>"), /<html>/],
    ["no leave for other origins", ({ response }: MirrorRequest) => response.end("x"), /failed/],
    ["nothing", () => {}, /next to nothing/],
  ])("explains a mirror that gives %s", async (_, behave, reason) => {
    const error = await load({ mirrors: [await mirror(behave)] });
    expect(error).toMatchObject({ name: "DatasetError", code: "ERR_MNIST_UNAVAILABLE" });
    expect((error as { message: string }).message).toMatch(reason);
  });

  it("stops at once when the signal aborts", async () => {
    const url = await mirror(({ begin }) => begin());
    const message = await page.evaluate(
      async ([info, url]) => {
        const { dataset } = (globalThis as unknown as { library: Library }).library;
        const signal = AbortSignal.timeout(50);
        return dataset.loadSplit(info, "test", { mirrors: [url], signal }).catch((error) => error.name);
      },
      [info, url] as const,
    );
    expect(message).toBe("TimeoutError");
  });

  it("streams a bundle of its own origin: every piece is a split, the last one all of it", async () => {
    const seen = await page.evaluate(async () => {
      const { bundle } = (globalThis as unknown as { library: Library }).library;
      const lengths: number[] = [];
      let last: Split | undefined;
      for await (const split of bundle.streamBundle("data", "test")) {
        lengths.push(split.length);
        last = split;
      }
      const digest = await crypto.subtle.digest("SHA-256", last!.images as Uint8Array<ArrayBuffer>);
      return { lengths, digest: [...new Uint8Array(digest)], labels: [...last!.labels] };
    });
    expect(seen.lengths).toEqual([5000, 10_000]);
    expect(seen.digest).toEqual(whole().digest);
    expect(seen.labels).toEqual([...test.labels]);
  });

  it("says which file of a bundle is wrong", async () => {
    const good = siteFiles.get("/data/test-001.bin")!;
    siteFiles.set("/data/test-001.bin", siteFiles.get("/data/test-000.bin")!);
    const message = await page.evaluate(() => {
      const { bundle } = (globalThis as unknown as { library: Library }).library;
      return bundle.loadBundle("data", "test").catch((error) => error.message);
    });
    siteFiles.set("/data/test-001.bin", good);
    expect(message).toMatch(/test-001\.bin.*SHA-256/);
  });

  it("gives image data a canvas can show", async () => {
    const pixels = await page.evaluate(async () => {
      const { bundle } = (globalThis as unknown as { library: Library }).library;
      const split = await bundle.loadBundle("data", "test");
      const context = new OffscreenCanvas(28, 28).getContext("2d")!;
      context.putImageData(split.toImageData(3), 0, 0);
      return [...context.getImageData(0, 0, 28, 28).data];
    });
    expect(pixels.filter((_, i) => i % 4 === 0)).toEqual([...test.image(3)]);
    expect(pixels.filter((_, i) => i % 4 === 3)).toEqual(new Array(784).fill(255));
  });
});

const CORS = { "Access-Control-Allow-Origin": "*" };
