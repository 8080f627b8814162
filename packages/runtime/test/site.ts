import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
};

/** Where a page gets its files from: a folder, or what a function returns for the rest of the path. */
type Source = string | ((path: string) => string | Uint8Array | undefined);

export interface Site {
  url: string;
  close(): void;
}

/**
 * A plain file host on loopback. `sources` maps the first part of the path to a folder or function;
 * `isolated` sends the headers that give a page shared memory.
 */
export async function serve(sources: Record<string, Source>, isolated: boolean): Promise<Site> {
  const server = createServer(async (request, response) => {
    const [, top, ...rest] = new URL(request.url ?? "/", "http://site").pathname.split("/");
    const source = sources[top];
    const path = rest.join("/") || "index.html";
    const body =
      typeof source === "string" ? await readFile(join(source, path)).catch(() => {}) : source?.(path);
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    const isolation = {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    };
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, ...(isolated && isolation) }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
