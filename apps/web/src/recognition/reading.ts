import type { Prediction } from "@mnist/model/classifier";
import type { Box, GrayImage } from "@mnist/preprocess";

/** One digit that was found in a picture. */
export interface ReadDigit extends Prediction {
  /** 28 x 28, what the network was given: 0 = background, 255 = ink. */
  image: Uint8Array;
  /** Where it stands in the picture, as shares of the picture's width and height. */
  box: Box;
  /** Its ink, cut out of the picture along the box. */
  cutout: GrayImage;
}

/** A picture on the way to 28 x 28. */
export interface Step {
  title: string;
  explanation: string;
  image: GrayImage;
}

/** What was read in a picture. */
export type Reading =
  | {
      kind: "digits";
      /** All digits in reading order. */
      text: string;
      digits: ReadDigit[];
      /** What was done to the whole picture before its digits were cut out. */
      steps: Step[];
      /** It was read in a hurry: what was taken for one wide digit may be several. */
      hasty: boolean;
    }
  | { kind: "refused"; code: string; message: string };
