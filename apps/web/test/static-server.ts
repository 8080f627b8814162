import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

export interface StaticServer {
  /** Where the page is, with a slash at its end. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the built site as a plain file host would.
 *
 * @param options.path folder of the host the site lies in, "/" by default
 * @param options.isolated whether the host sends the headers that give the page threads
 */
export async function serveSite(options: { path?: string; isolated?: boolean } = {}): Promise<StaticServer> {
  const { path = "/", isolated = true } = options;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (!pathname.startsWith(path)) {
      response.writeHead(404).end("outside the site");
      return;
    }
    const name = normalize(pathname.slice(path.length) || "index.html");
    try {
      const body = await readFile(join(dist, name));
      response.writeHead(200, {
        "Content-Type": types[extname(name)] ?? "application/octet-stream",
        "Cache-Control": "no-cache",
        ...(isolated && {
          "Cross-Origin-Opener-Policy": "same-origin",
          "Cross-Origin-Embedder-Policy": "require-corp",
        }),
      });
      response.end(body);
    } catch {
      response.writeHead(404).end("no such file");
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
