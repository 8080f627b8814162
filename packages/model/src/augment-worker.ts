import { type Augment, createAugment as create } from "@mnist/preprocess/augment";
import type { AugmentPlan } from "./augmentation.js";

/** What a training run does to its images: see {@link AugmentPlan}. */
export function createAugment({ augmentation, finish }: AugmentPlan, seed: number): Augment {
  const [main, last] = [augmentation, finish?.augmentation].map((options): Augment => {
    return options ? create(options, seed) : (image, out) => out.set(image);
  });
  const { firstStep = Number.POSITIVE_INFINITY } = finish ?? {};
  return (image, out, step, sample) => (step < firstStep ? main : last)(image, out, step, sample);
}
