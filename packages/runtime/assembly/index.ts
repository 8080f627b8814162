// The kernels the plan can call, by the name of their export. See guide.md for how to add one.
export { activationForward, activationBackward, softmaxForward, softmaxBackward } from "./activation";
export {
  batchNormStatistics, batchNormJoin, batchNormFactors, scaleShift, batchNormReduce, batchNormBackwardFactors,
  batchNormBackward, batchNormMoving,
} from "./batchNorm";
export { conv2dForward, conv2dBackwardData, conv2dBackwardFilter, sumRows } from "./conv2d";
export { dropoutForward, spatialDropoutForward, dropoutBackward, dropoutMask } from "./dropout";
export { add, copyRows, clear } from "./elementwise";
export { scaleBytes, gatherImages, loadInput, storeResult, copy, padForward, padBackward } from "./load";
export { softmaxCrossEntropy, meanSquaredError } from "./loss";
export { sgd, momentum, rmsprop, adam, reduceGradient, clipScale, movingAverage } from "./optimizer";
export { packPanel } from "./pack";
export { maxPool2dForward, maxPool2dBackward, averagePool2dForward, averagePool2dBackward } from "./pool2d";
export { depthwiseConv2dForward, depthwiseConv2dBackward } from "./depthwiseConv2d";
export { layerNormForward, layerNormBackward } from "./layerNorm";
