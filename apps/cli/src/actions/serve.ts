import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { collectFiles, toBundle } from "@mnist/dataset/export";
import sirv from "sirv";
import type { Action } from "../cli.js";
import type { ServeOptions } from "../commands/serve.js";
import type { Context } from "../context.js";
import { describe, PortUnavailable } from "../errors.js";
import { loadData } from "./data.js";

/** The built page, beside the built command (see tsup.config.ts). */
const page = fileURLToPath(new URL("./page", import.meta.url));
/** Threads need a cross-origin isolated page. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** `mnist serve`: the page on this machine, until Ctrl-C. */
export const serve: Action<ServeOptions> = async (context, { port }) => {
  const server = createPageServer(context);
  const url = `http://127.0.0.1:${await listen(server, port)}/`;
  context.print(`The page is at ${url} (Ctrl-C ends it)`);
  context.printJson({ url });
  if (!context.signal.aborted) await once(context.signal, "abort");
  server.closeAllConnections();
  server.close();
};

function createPageServer(context: Context): Server {
  const files = sirv(page, { etag: true });
  let data: Promise<Map<string, Uint8Array>> | undefined;
  return createServer(async (request, response) => {
    for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
    if (request.method !== "GET" && request.method !== "HEAD") return response.writeHead(405).end();
    const [, name] = /^\/mnist-data\/([\w.-]+)$/.exec(request.url ?? "") ?? [];
    if (!name) return files(request, response, () => void response.writeHead(404).end("no such file\n"));
    data ??= mnistBundle(context);
    try {
      const content = (await data).get(name);
      response.writeHead(content ? 200 : 404).end(content);
    } catch (error) {
      data = undefined; // the network may be back when it is asked for again
      context.note(`mnist: ${describe(error)}`);
      response.writeHead(500).end(`${describe(error)}\n`);
    }
  });
}

/** The data set that the page trains on, in the form it reads. */
async function mnistBundle(context: Context): Promise<Map<string, Uint8Array>> {
  const { info, train, test } = await loadData(context, { dataset: "mnist" });
  return collectFiles(toBundle(info, [train, test]));
}

/**
 * @returns the port it listens at
 * @throws {PortUnavailable}
 */
async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "is taken" : `cannot be used (${code})`;
    throw new PortUnavailable(`port ${port} ${reason}; choose another with --port, or any with --port 0`, {
      cause,
    });
  }
  return (server.address() as AddressInfo).port;
}
