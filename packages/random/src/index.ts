export { Random, RandomError, streamKey } from "./random.js";
export { threefry2x32 } from "./threefry.js";
