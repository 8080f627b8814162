import type { Initializer, Layer } from "./layers.js";

/** The class of each layer in tfjs-layers, and what its weights' names begin with. */
export const tfjsNames: Record<Layer["kind"], { className: string; prefix: string }> = {
  conv2d: { className: "Conv2D", prefix: "conv2d" },
  depthwiseConv2d: { className: "DepthwiseConv2D", prefix: "depthwise_conv2d" },
  maxPooling2d: { className: "MaxPooling2D", prefix: "max_pooling2d" },
  averagePooling2d: { className: "AveragePooling2D", prefix: "average_pooling2d" },
  globalAveragePooling2d: { className: "GlobalAveragePooling2D", prefix: "global_average_pooling2d" },
  batchNormalization: { className: "BatchNormalization", prefix: "batch_normalization" },
  activation: { className: "Activation", prefix: "activation" },
  dropout: { className: "Dropout", prefix: "dropout" },
  flatten: { className: "Flatten", prefix: "flatten" },
  dense: { className: "Dense", prefix: "dense" },
};

/** One entry of a tfjs-layers topology; the first layer of a model also says its input shape. */
export function tfjsLayer(layer: Layer, name: string, inputShape?: number[]): object {
  return {
    class_name: tfjsNames[layer.kind].className,
    config: {
      ...(inputShape && { batch_input_shape: [null, ...inputShape] }),
      name,
      trainable: true,
      dtype: "float32",
      ...tfjsConfig(layer),
    },
  };
}

/** A layer's configuration in the words of tfjs's topology JSON. */
function tfjsConfig(layer: Layer): object {
  switch (layer.kind) {
    case "conv2d":
      return {
        filters: layer.filters,
        ...convolutionConfig(layer),
        kernel_initializer: initializerConfig(layer.initializer),
      };
    case "depthwiseConv2d":
      return {
        depth_multiplier: 1,
        ...convolutionConfig(layer),
        depthwise_initializer: initializerConfig(layer.initializer),
      };
    case "maxPooling2d":
    case "averagePooling2d":
      return {
        pool_size: [layer.poolSize, layer.poolSize],
        strides: [layer.strides ?? layer.poolSize, layer.strides ?? layer.poolSize],
        padding: layer.padding ?? "valid",
        data_format: "channels_last",
      };
    case "globalAveragePooling2d":
      return { data_format: "channels_last" };
    case "batchNormalization":
      return {
        axis: -1,
        momentum: layer.momentum ?? 0.99,
        epsilon: layer.epsilon ?? 0.001,
        center: true,
        scale: true,
      };
    case "activation":
      return { activation: layer.activation };
    case "dropout":
      return { rate: layer.rate, noise_shape: null, seed: null };
    case "flatten":
      return {};
    case "dense":
      return {
        units: layer.units,
        activation: layer.activation ?? "linear",
        use_bias: layer.useBias ?? true,
        kernel_initializer: initializerConfig(layer.initializer),
        bias_initializer: { class_name: "Zeros", config: {} },
      };
  }
}

type Convolution = Extract<Layer, { kind: "conv2d" | "depthwiseConv2d" }>;

function convolutionConfig(layer: Convolution): object {
  const strides = layer.strides ?? 1;
  return {
    kernel_size: [layer.kernelSize, layer.kernelSize],
    strides: [strides, strides],
    padding: layer.padding ?? "valid",
    data_format: "channels_last",
    dilation_rate: [1, 1],
    activation: layer.activation ?? "linear",
    use_bias: layer.useBias ?? true,
    bias_initializer: { class_name: "Zeros", config: {} },
  };
}

function initializerConfig(initializer: Initializer = "glorotUniform"): object {
  if (initializer === "zeros") return { class_name: "Zeros", config: {} };
  return {
    class_name: "VarianceScaling",
    config: {
      scale: initializer.startsWith("he") ? 2 : 1,
      mode: initializer.startsWith("he") ? "fan_in" : "fan_avg",
      distribution: initializer.endsWith("Uniform") ? "uniform" : "normal",
      seed: null,
    },
  };
}
