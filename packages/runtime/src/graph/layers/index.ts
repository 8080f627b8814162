import { activation, elementwise, reluLayer } from "./activation.js";
import { conv2d, dense, depthwiseConv2d, separableConv2d } from "./convolution.js";
import { type BuildLayer, one } from "./layer.js";
import { addLayer, concatenate } from "./merge.js";
import { batchNormalization, dropout, layerNormalization } from "./normalization.js";
import { globalPool2d, pool2d } from "./pooling.js";
import { reshape, zeroPadding2d } from "./shape.js";

/** How each layer class becomes operations: one entry for each class the runtime knows. */
export const LAYERS: Record<string, BuildLayer | undefined> = {
  __proto__: null as never,
  Conv2D: one(conv2d),
  DepthwiseConv2D: one(depthwiseConv2d),
  SeparableConv2D: one(separableConv2d),
  Dense: one(dense),
  MaxPooling2D: one((layer, input, context) => pool2d("maxPool2d", layer, input, context)),
  AveragePooling2D: one((layer, input, context) => pool2d("averagePool2d", layer, input, context)),
  GlobalMaxPooling2D: one((layer, input, context) => globalPool2d("maxPool2d", layer, input, context)),
  GlobalAveragePooling2D: one((layer, input, context) =>
    globalPool2d("averagePool2d", layer, input, context),
  ),
  Flatten: one((layer, input, context) => {
    layer.only("data_format", "channels_last");
    return context.tensor([input.size], input.storage);
  }),
  Reshape: one(reshape),
  ZeroPadding2D: one(zeroPadding2d),
  Dropout: one((layer, input, context) => dropout(layer, input, context, false)),
  SpatialDropout2D: one((layer, input, context) => dropout(layer, input, context, true)),
  BatchNormalization: one(batchNormalization),
  LayerNormalization: one(layerNormalization),
  Activation: one((layer, input, context) =>
    activation(layer, layer.string("activation", "linear"), input, context),
  ),
  ReLU: one(reluLayer),
  LeakyReLU: one((layer, input, context) =>
    elementwise("leakyRelu", layer.number("alpha", 0.3), input, context),
  ),
  ELU: one((layer, input, context) => elementwise("elu", layer.number("alpha", 1), input, context)),
  Softmax: one((layer, input, context) => {
    layer.only("axis", -1, input.shape.length);
    return activation(layer, "softmax", input, context);
  }),
  Add: addLayer,
  Concatenate: concatenate,
};
