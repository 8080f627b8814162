export { type ReadLimits, readImage } from "./read.js";
