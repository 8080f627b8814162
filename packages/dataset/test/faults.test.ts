import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Random } from "@mnist/random";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DatasetError } from "../src/errors.js";
import { downloadDataset } from "../src/node/download.js";
import { type LoadOptions, loadSplit } from "../src/node/load.js";
import type { DatasetInfo } from "../src/registry/types.js";
import { packedMnist, sha256 } from "./fixture.js";
import { type Mirror, type MirrorRequest, startMirror } from "./mirror.js";

const IMAGES = "t10k-images-idx3-ubyte.gz";

let info: DatasetInfo;
let files: Map<string, Uint8Array>;
let folder: string;
let mirrors: Mirror[];

beforeAll(async () => {
  ({ info, files } = await packedMnist());
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-faults-"));
  mirrors = [];
});
afterEach(async () => {
  await Promise.all(mirrors.map((mirror) => mirror.close()));
  await rm(folder, { recursive: true, force: true });
});

async function mirror(behave?: (exchange: MirrorRequest) => void, content = files): Promise<Mirror> {
  const started = await startMirror(content, behave);
  mirrors.push(started);
  return started;
}

function load(options: LoadOptions & { from?: Mirror[] } = {}) {
  const { from = mirrors, ...rest } = options;
  return loadSplit(info, "test", {
    cacheDir: folder,
    sources: ["cache", "mirrors"],
    mirrors: from.map(({ url }) => url),
    ...rest,
  });
}

async function failure(promise: Promise<unknown>): Promise<DatasetError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error, "it should have failed").toBeInstanceOf(Error);
  return error;
}

async function expectWhole(promise: ReturnType<typeof load>) {
  const split = await promise;
  expect(split.length).toBe(10_000);
  const { images } = info.splits.test;
  const header = Uint8Array.of(0, 0, 8, 3, 0, 0, 0x27, 0x10, 0, 0, 0, 28, 0, 0, 0, 28);
  expect(sha256(Buffer.concat([header, split.images]))).toBe(images.sha256);
}

/** No part, lock or temporary file; and what is there loads without a network. */
async function expectCleanCache() {
  expect((await readdir(join(folder, "mnist"))).sort()).toEqual([
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]);
  await expectWhole(load({ offline: true }));
}

const answer =
  (status: number, body = "") =>
  (exchange: MirrorRequest) => {
    exchange.response.writeHead(status, { "Content-Type": "text/plain" }).end(body);
  };

describe("a good mirror", () => {
  it("fills the cache, which then needs no mirror", async () => {
    await mirror();
    const progress: number[] = [];
    await expectWhole(
      load({ onProgress: (news) => news.file === IMAGES && progress.push(news.receivedBytes) }),
    );
    expect(progress.at(-1)).toBe(files.get(IMAGES)?.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(mirrors[0].log.length).toBe(2);
    await expectCleanCache();
    expect(mirrors[0].log.length).toBe(2);
  });

  it("serves a file whose unpacked digest nobody has published; the cache remembers it", async () => {
    await mirror();
    const { test } = info.splits;
    const unpublished = { ...info, splits: { ...info.splits } };
    unpublished.splits.test = {
      ...test,
      images: { ...test.images, sha256: undefined },
      labels: { ...test.labels, sha256: undefined },
    };
    const options: LoadOptions = {
      cacheDir: folder,
      sources: ["cache", "mirrors"],
      mirrors: [mirrors[0].url],
    };
    await expectWhole(loadSplit(unpublished, "test", options));
    await expectWhole(loadSplit(unpublished, "test", { ...options, offline: true }));
    const path = join(folder, "mnist", test.images.name);
    const bytes = await readFile(path);
    bytes[5000] ^= 1;
    await writeFile(path, bytes);
    await expectWhole(loadSplit(unpublished, "test", options));
    expect(mirrors[0].log.length).toBe(3);
  });
});

describe("a mirror that refuses", () => {
  it.each([404, 403, 410])("%s: is asked once, and the error says so", async (status) => {
    const { log } = await mirror(answer(status));
    const error = await failure(load());
    expect(error).toMatchObject({ name: "DatasetError", code: "ERR_MNIST_UNAVAILABLE" });
    expect(error.message).toContain(String(status));
    expect(error.message).toContain(mirrors[0].url);
    expect(log.length).toBeLessThanOrEqual(2);
  });

  it("500, for a while: is asked again", async () => {
    await mirror((exchange) => (exchange.earlier < 2 ? answer(500)(exchange) : exchange.serve()));
    await expectWhole(load());
    await expectCleanCache();
  });

  it("500, for good: is given up", async () => {
    const { log } = await mirror(answer(503));
    const error = await failure(load());
    expect(error.message).toContain("503");
    expect(log.filter((name) => name === IMAGES).length).toBeLessThanOrEqual(3);
  });

  it("a redirect loop: is given up", async () => {
    await mirror(({ request, response }) => response.writeHead(302, { Location: request.url }).end());
    const error = await failure(load());
    expect(error.code).toBe("ERR_MNIST_UNAVAILABLE");
    expect(error.message).toMatch(/redirect/);
  });

  it("a redirect to plain HTTP elsewhere: is not followed", async () => {
    const elsewhere = `http://${"192.0.2.1"}/${IMAGES}`;
    await mirror(({ response }) => response.writeHead(302, { Location: elsewhere }).end());
    expect((await failure(load({ timeoutMs: 200 }))).code).toBe("ERR_MNIST_UNAVAILABLE");
  });

  it("an address that is not HTTPS is refused before anything is sent", async () => {
    const error = await failure(load({ mirrors: ["http://example.com/mnist/"] }));
    expect(error.message).toMatch(/HTTPS only/);
  });
});

describe("a mirror that is slow", () => {
  // Where nothing stalls, no time-out as short as this: on a busy machine a good mirror would seem to.
  const timeoutMs = 400;

  it("stalls before the answer", async () => {
    await mirror(() => {});
    const error = await failure(load({ timeoutMs }));
    expect(error.failures.map((each) => (each as DatasetError).code)).toContain("ERR_MNIST_UNAVAILABLE");
    expect(error.message).toMatch(/next to nothing for 0.4 s/);
  });

  it("has all the time there is, when asked", async () => {
    await mirror((exchange) => setTimeout(() => exchange.serve(), 50));
    await expectWhole(load({ timeoutMs: Number.POSITIVE_INFINITY }));
  });

  it("stalls in the middle: goes on from there", async () => {
    const { log } = await mirror((exchange) => {
      if (exchange.earlier > 0) return exchange.serve();
      exchange.begin();
      exchange.response.write(exchange.body.subarray(0, Math.floor(exchange.body.length / 2)));
    });
    await expectWhole(load({ timeoutMs }));
    expect(log.some((line) => line.startsWith(`${IMAGES} from `))).toBe(true);
    await expectCleanCache();
  });

  it("drips a byte at a time: counts as stalled", async () => {
    await mirror(({ response, body, begin }) => {
      begin();
      let sent = 0;
      const timer = setInterval(() => response.write(body.subarray(sent, ++sent)), 20);
      response.on("close", () => clearInterval(timer));
    });
    expect((await failure(load({ timeoutMs }))).message).toMatch(/next to nothing/);
  });
});

describe("a mirror that breaks off", () => {
  it("resets the connection at random places: every byte is fetched once", async () => {
    const random = new Random(6, "resets");
    let sentBytes = 0;
    const { log } = await mirror((exchange) => {
      if (exchange.name !== IMAGES) return exchange.serve();
      exchange.begin();
      const length = Math.min(exchange.body.length, 70_000 + random.integer(200_000));
      sentBytes += length;
      exchange.response.write(exchange.body.subarray(0, length), () =>
        setTimeout(() => exchange.request.socket.resetAndDestroy(), 10),
      );
    });
    await expectWhole(load());
    expect(log.filter((line) => line.startsWith(IMAGES)).length).toBeGreaterThan(5);
    expect(sentBytes).toBeLessThan((files.get(IMAGES)?.length ?? 0) * 1.5);
    await expectCleanCache();
  });

  it("ends the body early without an error: is noticed and resumed", async () => {
    await mirror((exchange) => {
      if (exchange.earlier > 0) return exchange.serve();
      exchange.response.writeHead(200).end(exchange.body.subarray(0, 1000));
    });
    await expectWhole(load());
    await expectCleanCache();
  });

  it("cannot resume: starts again from the first byte", async () => {
    await mirror((exchange) => {
      const whole = files.get(exchange.name)!;
      if (exchange.earlier === 0) exchange.response.writeHead(200).end(whole.subarray(0, 1000));
      else exchange.response.writeHead(200).end(whole);
    });
    await expectWhole(load());
    await expectCleanCache();
  });

  it("is resumed in a later call, and by another mirror", async () => {
    await mirror(({ response, body, earlier, begin }) => {
      begin();
      if (earlier === 0) response.write(body.subarray(0, 1_000_000));
    });
    await failure(load({ timeoutMs: 200 }));
    const second = await mirror();
    await expectWhole(load({ from: [second] }));
    expect(second.log).toContain(`${IMAGES} from 1000000`);
    await expectCleanCache();
  });
});

describe("a mirror that sends something else", () => {
  const html = "<!doctype html><title>Log in to the hotel's network</title>";

  it.each(["text/html; charset=utf-8", "application/octet-stream"])("a web page (as %s)", async (type) => {
    await mirror(({ response }) => response.writeHead(200, { "Content-Type": type }).end(html));
    const error = await failure(load());
    expect(error.message).toMatch(/log in/);
    await mirror();
    await expectWhole(load({ from: [mirrors[1]] }));
    await expectCleanCache();
  });

  it("wrong bytes", async () => {
    const wrong = new Map(
      [...files].map(([name, bytes]) => [name, Uint8Array.from(bytes).fill(7, 500, 600)]),
    );
    await mirror(undefined, wrong);
    const error = await failure(load());
    expect(error.message).toMatch(/SHA-256/);
    await mirror();
    await expectWhole(load());
    await expectCleanCache();
  });

  it("wrong bytes from before a resume are not held against a good mirror", async () => {
    await mirror();
    await mkdir(join(folder, "mnist"), { recursive: true });
    await writeFile(join(folder, "mnist", `${IMAGES}.part`), new Uint8Array(1000).fill(31));
    await expectWhole(load());
    await expectCleanCache();
  });

  it("more bytes than the file has: stops there", async () => {
    let sentBytes = 0;
    await mirror(({ response, body }) => {
      response.writeHead(200);
      response.write(body);
      const more = () => {
        sentBytes += 65_536;
        if (!response.destroyed) response.write(new Uint8Array(65_536), () => setTimeout(more, 1));
      };
      more();
    });
    expect((await failure(load())).message).toMatch(/more than the/);
    expect(sentBytes).toBeLessThan(50_000_000);
  });

  it("a gzip bomb of the right digest: unpacks no further than the file's size", async () => {
    const bomb = gzipSync(new Uint8Array(200 * 2 ** 20));
    const packed = { name: IMAGES, bytes: bomb.length, sha256: sha256(bomb), mirrors: [] };
    const { test } = info.splits;
    const trapped = {
      ...info,
      splits: { ...info.splits, test: { ...test, images: { ...test.images, packed } } },
    };
    await mirror(undefined, new Map([...files, [IMAGES, bomb]]));
    const before = process.memoryUsage().arrayBuffers;
    const options: LoadOptions = { cacheDir: folder, sources: ["mirrors"], mirrors: [mirrors[0].url] };
    const error = await failure(loadSplit(trapped, "test", options));
    expect(error.message).toMatch(/holds more than 7840016 bytes/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 2 ** 20);
  });
});

describe("several mirrors", () => {
  it("the first is dead: the second serves", async () => {
    const dead = await startMirror(files);
    await dead.close();
    const good = await mirror();
    await expectWhole(load({ from: [dead, good] }));
    await expectCleanCache();
  });

  it("all are dead: the error names each", async () => {
    const [first, second] = [await mirror(answer(404)), await mirror(answer(500))];
    const error = await failure(load());
    expect(error.message).toContain(first.url);
    expect(error.message).toContain(second.url);
    expect(error.message).toMatch(/Check the connection/);
  });
});

describe("the disk", () => {
  it("a damaged file in the cache is replaced", async () => {
    await mirror();
    await load();
    const path = join(folder, "mnist", "t10k-images-idx3-ubyte");
    const bytes = await readFile(path);
    for (const damaged of [bytes.subarray(0, 100), Buffer.alloc(0), Buffer.from(bytes).fill(1, 999, 1000)]) {
      await writeFile(path, damaged);
      expect((await failure(load({ offline: true }))).message).toMatch(/bytes|SHA-256/);
      await expectWhole(load());
      await expectCleanCache();
    }
  });

  /** Runs `work` with the cache on a file system of its own; skips the test where that may not be mounted. */
  async function withDisk(size: string, skip: (note: string) => void, work: () => Promise<void>) {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder], { stdio: "ignore" });
    } catch {
      return skip("needs the right to mount a file system");
    }
    try {
      await work();
    } finally {
      execFileSync("umount", ["-l", folder]);
    }
  }

  const makeReadOnly = () => execFileSync("mount", ["-o", "remount,ro", folder]);

  async function expectWholeWithWarning(reason: RegExp, options: LoadOptions = {}) {
    const warnings: DatasetError[] = [];
    await expectWhole(load({ ...options, onWarning: (warning) => warnings.push(warning) }));
    expect(warnings[0]).toMatchObject({ code: "ERR_MNIST_DISK", message: expect.stringMatching(reason) });
    expect(warnings[0].file).toContain(folder);
  }

  it.for([
    ["1m", "the download"],
    ["4m", "the unpacked file"],
  ])("a disk of %s, too small for %s: the data comes all the same, with a warning", ([size], { skip }) =>
    withDisk(size, skip, async () => {
      await mirror();
      await expectWholeWithWarning(/ENOSPC.*Free some space/);
    }),
  );

  it("a read-only cache: serves what it has, and the data comes all the same when it has nothing", ({
    skip,
  }) =>
    withDisk("20m", skip, async () => {
      await mirror();
      await load();
      makeReadOnly();
      await expectWhole(load({ offline: true }));
      await expectWholeWithWarning(/cannot be written.*another cache folder/, {
        cacheDir: join(folder, "empty"),
      });
    }));

  it("a cache that is a file: the data comes all the same, with a warning", async () => {
    await mirror();
    const blocked = join(folder, "a-file");
    await writeFile(blocked, "not a folder");
    await expectWholeWithWarning(/cannot be written/, { cacheDir: blocked });
  });
});

describe("downloadDataset", () => {
  const download = (cacheDir: string) => {
    const { test } = info.splits;
    const small = { ...info, splits: { train: test, test } };
    return downloadDataset(small, { cacheDir, mirrors: mirrors.map(({ url }) => url) });
  };

  it("fills the cache, and leaves what is sound alone", async () => {
    const { log } = await mirror();
    const paths = await download(folder);
    expect(paths).toEqual(
      (["images", "labels"] as const).map((kind) => join(folder, "mnist", info.splits.test[kind].name)),
    );
    await download(folder);
    expect(log.length).toBe(2);
    await expectCleanCache();
  });

  it("fails when the cache cannot be written: it is its purpose", async () => {
    await mirror();
    await writeFile(join(folder, "a-file"), "not a folder");
    const error = await failure(download(join(folder, "a-file")));
    expect(error.message).toMatch(/cannot be written.*another cache folder/);
    expect(error.cause).toMatchObject({ code: "ERR_MNIST_DISK" });
  });
});

describe("switches", () => {
  it("offline: nothing is asked of the mirror, and the error says what to do", async () => {
    const { log } = await mirror();
    const error = await failure(load({ offline: true }));
    expect(error.message).toMatch(/offline.*MNIST_OFFLINE/);
    expect(log).toEqual([]);
  });

  it("abort: rejects at once with the signal's reason, and the next call goes on", async () => {
    const { log } = await mirror((exchange) => {
      if (exchange.earlier > 0) return exchange.serve();
      exchange.begin();
      exchange.response.write(exchange.body.subarray(0, 500_000));
    });
    const controller = new AbortController();
    const reason = new Error("enough");
    const loading = load({
      signal: controller.signal,
      onProgress: (news) => news.receivedBytes >= 500_000 && controller.abort(reason),
    });
    expect(await failure(loading)).toBe(reason);
    await expectWhole(load());
    expect(log).toContain(`${IMAGES} from 500000`);
    await expectCleanCache();
  });

  it("abort while a source is looked through: the signal's reason, not that the file is missing", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const loading = load({ sources: ["cache"], signal: controller.signal });
    controller.abort(reason);
    expect(await failure(loading)).toBe(reason);
  });
});
