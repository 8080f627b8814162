// Loads the test split in a process of its own and prints the digest of its pixels.
// Arguments: the file that describes the data set, the cache folder, the mirror.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { loadSplit } from "../dist/index.js";

const [description, cacheDir, mirror] = process.argv.slice(2);
const split = await loadSplit(JSON.parse(readFileSync(description, "utf8")), "test", {
  cacheDir,
  mirrors: [mirror],
  sources: ["cache", "mirrors"],
});
console.log(createHash("sha256").update(split.images).digest("hex"));
