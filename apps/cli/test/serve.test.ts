import { type ChildProcess, execFileSync } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "../../../tooling/browser.js";
import { mnist, outcome, start } from "./mnist.js";

let server: ChildProcess | undefined;
afterEach(() => server?.kill("SIGKILL"));

/** Starts `mnist serve` at a free port and resolves to where the page is. */
async function serve(): Promise<string> {
  server = start(["serve", "--port", "0", "--json"]);
  const [document] = await once(server.stdout!, "data");
  return JSON.parse(String(document)).url;
}

/** The status of a request for a path that `fetch` would tidy up. */
function statusOf(url: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
}

describe("mnist serve", () => {
  it("serves the page with what threads need, and the data set", async () => {
    const url = await serve();
    const page = await fetch(url);
    expect(await page.text()).toContain("<title>");
    expect(page.headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
    expect(page.headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
    const bundle = await (await fetch(`${url}mnist-data/bundle.json`)).json();
    expect(Object.keys(bundle.splits)).toEqual(["train", "test"]);
    expect((await fetch(`${url}mnist-data/nothing.bin`)).status).toBe(404);
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
  }, 60_000);

  it("gives nothing beside the page", async () => {
    const url = await serve();
    for (const path of [
      "/../cli.js",
      "/%2e%2e/cli.js",
      "/..%2fcli.js",
      "/assets/../../cli.js",
      "//etc/passwd",
    ]) {
      expect(await statusOf(url, path), path).toBe(404);
    }
    expect(await statusOf(url, "/%")).toBe(404);
    expect(await statusOf(url, "/")).toBe(200);
  });

  it.runIf(process.platform === "linux")("can be reached from this machine only", async () => {
    const { port } = new URL(await serve());
    const listening = execFileSync("cat", ["/proc/net/tcp"], { encoding: "utf8" });
    const address = `0100007F:${Number(port).toString(16).toUpperCase().padStart(4, "0")}`;
    expect(listening).toContain(address);
    expect(listening).not.toContain(address.replace("0100007F", "00000000"));
  });

  it("ends in order at Ctrl-C", async () => {
    const url = await serve();
    await fetch(url);
    const ended = outcome(server!);
    server!.kill("SIGINT");
    expect((await ended).code).toBe(0);
  });

  it("says in one line that a port is taken", async () => {
    const { port } = new URL(await serve());
    const { code, stderr } = await mnist(["serve", "--port", port]);
    expect(code).toBe(1);
    expect(stderr).toBe(`mnist: port ${port} is taken; choose another with --port, or any with --port 0\n`);
  });

  it.skipIf(noBrowser)(
    "reads a digit and has threads in a real browser",
    async () => {
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        const complaints: string[] = [];
        page.on("pageerror", (error) => complaints.push(error.message));
        page.on("response", (response) => {
          if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
        });
        await page.goto(await serve());
        expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
        await page.locator('.answer[data-engine="ready"]').waitFor();
        const pad = await page.locator(".pad canvas").boundingBox();
        if (!pad) throw new Error("there is nothing to draw on");
        const { x, y, width, height } = pad;
        await page.mouse.move(x + width / 2, y + height / 5);
        await page.mouse.down();
        await page.mouse.move(x + width / 2, y + (4 * height) / 5, { steps: 10 });
        await page.mouse.up();
        await expect.poll(() => page.locator(".verdict .digit").textContent()).toBe("1");
        expect(complaints).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    60_000,
  );
});
