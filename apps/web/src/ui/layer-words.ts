/** What a layer is called and what it does, in plain words. */
export interface LayerWords {
  title: string;
  explanation: string;
}

const words: Record<string, LayerWords> = {
  conv2d: {
    title: "Convolution",
    explanation:
      "Slides small filters over its input. Each filter lights up where the input looks like it: a line, an edge, later a curve or a loop.",
  },
  depthwiseconv2d: {
    title: "Depthwise convolution",
    explanation: "Slides one small filter over each channel alone, without mixing the channels.",
  },
  maxpooling2d: {
    title: "Max pooling",
    explanation:
      "Keeps only the strongest of neighboring values. The picture gets smaller, and it matters less where exactly a line is.",
  },
  averagepooling2d: {
    title: "Average pooling",
    explanation: "Replaces neighboring values by their mean. The picture gets smaller and smoother.",
  },
  globalaveragepooling2d: {
    title: "Global average pooling",
    explanation: "Replaces each channel by its mean: how much of something there is, no matter where.",
  },
  batchnormalization: {
    title: "Batch normalization",
    explanation:
      "Shifts and scales each channel to a common range, so that the layers after it learn faster.",
  },
  activation: {
    title: "Activation",
    explanation: "Bends each value, so that the layers together can do more than one sum.",
  },
  dropout: {
    title: "Dropout",
    explanation:
      "Forgets some values at random while training, so that the network relies on none of them alone. When it reads, it does nothing.",
  },
  flatten: {
    title: "Flatten",
    explanation: "Lays all values of all channels in one row, for a dense layer to weigh.",
  },
  reshape: { title: "Reshape", explanation: "Arranges the same values in another shape." },
  dense: {
    title: "Dense",
    explanation: "Weighs all values at once. The last one has an output for each digit: the answer.",
  },
};

/** @param kind tfjs's class name or the kind of an architecture's layer, such as "Conv2D" or "conv2d" */
export function wordsOf(kind: string): LayerWords {
  return words[kind.toLowerCase()] ?? { title: kind, explanation: "" };
}
