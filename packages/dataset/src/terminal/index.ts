export { type DrawOptions, drawImage } from "./draw.js";
export { drawSamples, type GridOptions } from "./grid.js";
