import { loadMnist } from "@mnist/dataset";
import { toBundle } from "@mnist/dataset/export";
import { datasets } from "@mnist/dataset/registry";
import type { Plugin } from "vite";

/** Gives the page MNIST as a bundle of its own origin, made from the embedded files of the data set. */
export function mnistData(): Plugin {
  let files: Promise<Map<string, Uint8Array>> | undefined;
  return {
    name: "mnist-data",
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const [, name] = /\/mnist-data\/([\w.-]+)/.exec(request.url ?? "") ?? [];
        if (!name) return next();
        files ??= packBundle();
        response.end((await files).get(name));
      });
    },
    async generateBundle() {
      files ??= packBundle();
      for (const [name, source] of await files) {
        this.emitFile({ type: "asset", fileName: `mnist-data/${name}`, source });
      }
    },
  };
}

async function packBundle(): Promise<Map<string, Uint8Array>> {
  const { train, test } = await loadMnist();
  const files = new Map<string, Uint8Array>();
  for await (const { path, content } of toBundle(datasets.mnist, [train, test])) {
    const parts: Uint8Array[] = [];
    for await (const part of content) parts.push(typeof part === "string" ? Buffer.from(part) : part);
    files.set(path, Buffer.concat(parts));
  }
  return files;
}
