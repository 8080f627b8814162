export { createAugment } from "@mnist/preprocess";
