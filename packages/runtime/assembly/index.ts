// The kernels the plan can call, by the name of their export. See GUIDE.md for how to add one.
export { activationBackward, activationForward, softmaxBackward, softmaxForward } from "./activation";
export {
  batchNormBackward,
  batchNormBackwardFactors,
  batchNormFactors,
  batchNormJoin,
  batchNormMoving,
  batchNormReduce,
  batchNormStatistics,
  scaleShift,
} from "./batchNorm";
export { batchNormPoolBackward, batchNormPoolForward } from "./batchNormPool";
export { blankWindows } from "./blankWindows";
export { conv2dBackwardData, conv2dBackwardFilter, conv2dForward, sumRows } from "./conv2d";
export { conv2dOneChannelBackwardFilter, conv2dOneChannelForward } from "./conv2dOneChannel";
export { depthwiseConv2dBackward, depthwiseConv2dForward } from "./depthwiseConv2d";
export { dropoutBackward, dropoutForward, dropoutMask, spatialDropoutForward } from "./dropout";
export { add, clear, copyRows } from "./elementwise";
export { layerNormBackward, layerNormForward } from "./layerNorm";
export { copy, gatherImages, loadInput, padBackward, padForward, scaleBytes, storeResult } from "./load";
export { meanSquaredError, softmaxCrossEntropy } from "./loss";
export { adam, clipScale, momentum, movingAverage, reduceGradient, rmsprop, sgd } from "./optimizer";
export { packPanel, transpose } from "./pack";
export { padGradient } from "./padGradient";
export { averagePool2dBackward, averagePool2dForward, maxPool2dBackward, maxPool2dForward } from "./pool2d";
export { convPoolForward } from "./convPool";
export { convPoolBackwardData, convSparseBackwardData, convPoolBackwardFilter, convPoolBackwardShort } from "./convPoolBackward";
export { winogradMixedForward, winogradMixedInput, winogradMixedWeights } from "./winogradMixed";
export { winogradMixedPoolForward } from "./winogradMixedPool";
export { denseForward, denseBackwardData, denseBackwardFilter } from "./dense";
export {
  winogradMixedBackwardData,
  winogradMixedBackwardFilter,
  winogradMixedExchangedWeights,
  winogradMixedFilterGradient,
  winogradMixedGradient,
  winogradMixedTurnedWeights,
} from "./winogradMixedBackward";
export { windowMoments, windowMomentsJoin, windowNormBackward, windowNormStatistics, windowNormWeights } from "./windowNorm";
