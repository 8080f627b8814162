import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "vite";

/**
 * Not part of the app that is kept at once: the data set, which the service worker keeps when it is first used, and
 * the other backends of @mnist/model, which this page never runs.
 */
const notKept = /^(mnist-data\/|service-worker\.js|assets\/tfjs-)|\.map$/;

/** Tells src/service-worker.ts which files make up the app, and gives their whole a version. */
export function serviceWorker(): Plugin {
  let publicDir = "";
  return {
    name: "service-worker",
    apply: "build",
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = new Map<string, string | Uint8Array>();
        for (const name of filesIn(publicDir)) files.set(name, readFileSync(join(publicDir, name)));
        for (const [name, file] of Object.entries(bundle)) {
          files.set(name, file.type === "chunk" ? file.code : file.source);
        }
        const names = [...files.keys()].filter((name) => !notKept.test(name)).sort();
        const hash = createHash("sha256");
        for (const name of names) hash.update(name).update(files.get(name) ?? "");
        const worker = bundle["service-worker.js"];
        if (worker?.type !== "chunk") this.error("the build has no service-worker.js");
        worker.code = worker.code
          .replace("__VERSION__", hash.digest("hex").slice(0, 16))
          .replace("__FILES__", names.map((name) => (name === "index.html" ? "./" : name)).join("\\n"));
      },
    },
  };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}
