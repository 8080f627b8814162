import { bytes, float, integer, integers, join, type Message, message, string } from "./protobuf.js";

/** Fields by their numbers in onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3). */
const FLOAT = 1;
/** Both are read by ONNX Runtime 1.12 (2022) and everything newer. */
const IR_VERSION = 8;
const OPSET = 17;

export type Attribute = number | string | readonly number[] | { float: number };

type Shape = readonly (number | string)[];

/** An ONNX graph that grows node by node. */
export class OnnxGraph {
  readonly #nodes: Message = [];
  readonly #initializers: Message = [];
  #tensors = 0;

  /** Adds a node. @returns the name of its output, which is a new tensor unless it is named */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    output = `tensor_${++this.#tensors}`,
  ): string {
    this.#nodes.push(
      ...message(1, [
        ...inputs.flatMap((input) => string(1, input)),
        ...string(2, output),
        ...string(3, `${operator}_${output}`),
        ...string(4, operator),
        ...Object.entries(attributes).flatMap(([name, value]) => message(5, attribute(name, value))),
      ]),
    );
    return output;
  }

  /** Adds constant weights. @returns `name` */
  weight(name: string, shape: readonly number[], values: Float32Array): string {
    this.#initializers.push(
      ...message(5, [
        ...integers(1, shape),
        ...integer(2, FLOAT),
        ...string(8, name),
        ...bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
      ]),
    );
    return name;
  }

  /** The whole file. Shapes are of one image, sizes that are left open have a name; so has the number of images. */
  encode(options: {
    input: { name: string; shape: Shape };
    output: { name: string; shape: Shape };
    metadata: Record<string, string>;
  }): Uint8Array<ArrayBuffer> {
    const { input, output, metadata } = options;
    return join([
      ...integer(1, IR_VERSION),
      ...string(2, "@mnist/model"),
      ...message(7, [
        ...this.#nodes,
        ...string(2, "mnist"),
        ...this.#initializers,
        ...message(11, valueInfo(input.name, input.shape)),
        ...message(12, valueInfo(output.name, output.shape)),
      ]),
      ...message(8, integer(2, OPSET)),
      ...Object.entries(metadata).flatMap(([key, value]) =>
        message(14, [...string(1, key), ...string(2, value)]),
      ),
    ]);
  }
}

function attribute(name: string, value: Attribute): Message {
  const type = (number: number) => integer(20, number);
  if (typeof value === "string") return [...string(1, name), ...string(4, value), ...type(3)];
  if (typeof value === "number") return [...string(1, name), ...integer(3, value), ...type(2)];
  if ("float" in value) return [...string(1, name), ...float(2, value.float), ...type(1)];
  return [...string(1, name), ...integers(8, value), ...type(7)];
}

function valueInfo(name: string, shape: Shape): Message {
  const dimensions = ["images", ...shape].map((size) =>
    typeof size === "string" ? string(2, size) : integer(1, size),
  );
  const tensor = [
    ...integer(1, FLOAT),
    ...message(
      2,
      dimensions.flatMap((dimension) => message(1, dimension)),
    ),
  ];
  return [...string(1, name), ...message(2, message(1, tensor))];
}
