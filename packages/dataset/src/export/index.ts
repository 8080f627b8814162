export { toBundle } from "./bundle.js";
export { toCsv } from "./csv.js";
export { collectFiles, EXPORT_FORMATS, type ExportFile, type ExportFormat, exportFiles } from "./files.js";
export { toIdx } from "./idx.js";
export { toNpz } from "./npz.js";
export { toPng } from "./png.js";
