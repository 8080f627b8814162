// Loads the test split in a process of its own; prints "ready" before, and the digest of its pixels after.
// Arguments: the file that describes the data set, the cache folder, the mirror.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { loadSplit } from "../dist/index.js";

const [description, cacheDir, mirror] = process.argv.slice(2);
console.log("ready");
const split = await loadSplit(JSON.parse(readFileSync(description, "utf8")), "test", {
  cacheDir,
  mirrors: [mirror],
  sources: ["cache", "mirrors"],
});
console.log(createHash("sha256").update(split.images).digest("hex"));
