import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request for a file of the mirror: misbehave with it, or `serve` it as a good mirror does. */
export interface MirrorRequest {
  request: IncomingMessage;
  response: ServerResponse;
  /** The file's name. */
  name: string;
  /** How many requests for this file came before. */
  earlier: number;
  /** The bytes asked for, after the Range header. */
  body: Uint8Array;
  /** Sends the headers a good mirror sends, 206 and Content-Range when it resumes. */
  begin(): void;
  serve(): void;
}

export interface Mirror {
  /** The mirror's folder, to give as `mirrors: [url]`. */
  url: string;
  /** What was asked for: "name" or "name from 123". */
  log: string[];
  close(): Promise<void>;
}

/** Starts a mirror of `files` on the loopback interface that resumes, and misbehaves as `behave` says. */
export async function startMirror(
  files: ReadonlyMap<string, Uint8Array>,
  behave: (exchange: MirrorRequest) => void = (exchange) => exchange.serve(),
): Promise<Mirror> {
  const log: string[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    response.on("error", () => {});
    const name = new URL(request.url ?? "", "http://localhost").pathname.split("/").at(-1) ?? "";
    const file = files.get(name);
    if (!file) {
      response.writeHead(404).end("no such file");
      return;
    }
    const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    log.push(start > 0 ? `${name} from ${start}` : name);
    const earlier = counts.get(name) ?? 0;
    counts.set(name, earlier + 1);
    const body = file.subarray(start);
    const begin = () => {
      const headers: Record<string, string | number> = {
        "Content-Type": "application/gzip",
        "Access-Control-Allow-Origin": "*",
        "Content-Length": body.length,
      };
      if (start > 0) headers["Content-Range"] = `bytes ${start}-${file.length - 1}/${file.length}`;
      response.writeHead(start > 0 ? 206 : 200, headers);
    };
    const serve = () => {
      begin();
      response.end(body);
    };
    behave({ request, response, name, earlier, body, begin, serve });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mirror/`,
    log,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
