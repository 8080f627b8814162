import { loadMnist } from "@mnist/dataset";
import { collectFiles, toBundle } from "@mnist/dataset/export";
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
  return collectFiles(toBundle(datasets.mnist, [train, test]));
}
