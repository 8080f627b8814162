import type { ModelArtifacts } from "@mnist/model";
import { compile, type Executor } from "@mnist/runtime";
import { fieldAfter, onePixel, type ReceptiveField } from "./receptive-field.js";
import { isSilent, type SingleLayer, singleLayers } from "./single-layers.js";

/** What a layer is, for reading. */
export interface LayerFacts {
  name: string;
  kind: string;
  /** "32 filters of 3 × 3, relu" */
  detail: string;
  inputShape: number[];
  outputShape: number[];
  parameters: number;
  /** What each unit sees of the image; absent where every unit sees all of it. */
  field?: ReceptiveField;
  /** Of a convolution that looks at the image itself: `[rows, columns, 1, filters]`. */
  filters?: { shape: number[]; values: Float32Array };
}

interface RunningLayer {
  facts: LayerFacts;
  executor?: Executor;
}

/** A network whose layers run one after the other, each showing what it gives to the next. */
export class LayerStack {
  readonly #layers: RunningLayer[];

  private constructor(layers: RunningLayer[]) {
    this.#layers = layers;
  }

  /** @throws {Error} when the network is not a sequence of layers the runtime knows */
  static async open(
    artifacts: ModelArtifacts,
    inputShape: readonly number[] = [28, 28, 1],
  ): Promise<LayerStack> {
    const layers: RunningLayer[] = [];
    let shape = [...inputShape];
    let field: ReceptiveField | undefined = onePixel;
    for (const layer of singleLayers(artifacts)) {
      const executor = isSilent(layer)
        ? undefined
        : await compile(layer.artifacts(shape), { threads: 1, sharedMemory: false });
      const outputShape = executor?.outputShape ?? silentShape(layer, shape);
      field = fieldAfter(layer, shape[0], field);
      layers.push({ facts: { ...factsOf(layer, shape, outputShape), field }, executor });
      shape = outputShape;
    }
    return new LayerStack(layers);
  }

  get facts(): LayerFacts[] {
    return this.#layers.map(({ facts }) => facts);
  }

  /** The output of every layer for one image of bytes. */
  async run(image: Uint8Array): Promise<Float32Array[]> {
    const outputs: Float32Array[] = [];
    let values: Uint8Array | Float32Array = image;
    for (const { executor } of this.#layers) {
      if (executor) values = await executor.predict(values);
      outputs.push(Float32Array.from(values));
    }
    return outputs;
  }

  async close(): Promise<void> {
    await Promise.all(this.#layers.map(({ executor }) => executor?.close()));
  }
}

function silentShape(layer: SingleLayer, shape: number[]): number[] {
  if (layer.className === "Flatten") return [shape.reduce((product, length) => product * length, 1)];
  const target = layer.className === "Reshape" ? layer.config.target_shape : undefined;
  return Array.isArray(target) ? target : shape;
}

function factsOf(layer: SingleLayer, inputShape: number[], outputShape: number[]): LayerFacts {
  const { kernel } = layer.weights;
  return {
    name: layer.name,
    kind: layer.className,
    detail: describe(layer),
    inputShape,
    outputShape,
    parameters: Object.values(layer.weights).reduce((sum, { values }) => sum + values.length, 0),
    ...(kernel?.shape.length === 4 && kernel.shape[2] === 1 && { filters: kernel }),
  };
}

function describe({ className, config }: SingleLayer): string {
  const size = (name: string) => (Array.isArray(config[name]) ? config[name].join(" × ") : config[name]);
  const activation = config.activation && config.activation !== "linear" ? `, then ${config.activation}` : "";
  switch (className) {
    case "Conv2D":
      return `${config.filters} filters of ${size("kernel_size")}${activation}`;
    case "DepthwiseConv2D":
      return `one filter of ${size("kernel_size")} for each channel${activation}`;
    case "MaxPooling2D":
      return `keeps the strongest of each ${size("pool_size")}`;
    case "AveragePooling2D":
      return `averages each ${size("pool_size")}`;
    case "Flatten":
      return "lays all values in one row";
    case "Dropout":
      return `forgets ${Math.round(100 * Number(config.rate))} % while training, nothing now`;
    case "Dense":
      return `${config.units} sums over all values${activation}`;
    case "BatchNormalization":
      return "brings each channel to mean 0 and variance 1";
    default:
      return String(config.activation ?? "");
  }
}
