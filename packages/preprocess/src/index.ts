export {
  type Augment,
  type AugmentOptions,
  augment,
  checkAugmentOptions,
  createAugment,
} from "./augment.js";
export {
  ArgumentError,
  PictureError,
  type PictureErrorCode,
  type RefusalCode,
  RefusalError,
} from "./errors.js";
export type { Polarity } from "./illumination.js";
export { type ToMnistOptions, type Trace, toMnist, toMnistWithTrace } from "./mnist.js";
export type { Box, GrayImage, Picture } from "./picture.js";
export { centerByMass, IMAGE_SIZE, placeDigit } from "./place.js";
export {
  type Score,
  type Segmentation,
  type SegmentedDigit,
  type SegmentOptions,
  segmentDigits,
} from "./segment.js";
