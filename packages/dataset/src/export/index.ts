export { type BundleFile, toBundle } from "./bundle.js";
export { toCsv } from "./csv.js";
export { toIdx } from "./idx.js";
export { toNpz } from "./npz.js";
export { toPng } from "./png.js";
