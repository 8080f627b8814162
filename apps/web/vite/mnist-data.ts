import { gzipSync } from "node:zlib";
import { loadMnist } from "@mnist/dataset";
import type { Plugin } from "vite";
import { PART_SIZE, partName, type SplitName, splitSizes } from "../src/data/mnist-data.ts";

const PIXELS = 28 * 28;

/** Serves MNIST, from the data set's embedded files, to the page in the form src/data/mnist-data.ts reads. */
export function mnistData(): Plugin {
  return {
    name: "mnist-data",
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const [, split, part] = /\/mnist-data\/(train|test)-(\d)\.bin/.exec(request.url ?? "") ?? [];
        if (!split) return next();
        response.end(await packPart(split as SplitName, Number(part)));
      });
    },
    async generateBundle() {
      for (const split of Object.keys(splitSizes) as SplitName[]) {
        for (let part = 0; part < splitSizes[split] / PART_SIZE; part++) {
          this.emitFile({
            type: "asset",
            fileName: partName(split, part),
            source: await packPart(split, part),
          });
        }
      }
    },
  };
}

async function packPart(split: SplitName, part: number): Promise<Uint8Array> {
  const { images, labels } = (await loadMnist())[split];
  const [start, end] = [part * PART_SIZE, (part + 1) * PART_SIZE];
  return gzipSync(
    Buffer.concat([labels.subarray(start, end), images.subarray(start * PIXELS, end * PIXELS)]),
    {
      level: 9,
    },
  );
}
