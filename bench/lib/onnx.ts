import type { createArtifacts } from "@mnist/model";

type Artifacts = ReturnType<typeof createArtifacts>;

/** The Keras example as an ONNX file (opset 13) with the weights of its tfjs artifacts, field by field as in onnx.proto. */
export function kerasExampleAsOnnx(artifacts: Artifacts): Uint8Array {
  const [kernel1, bias1, kernel2, bias2, dense, bias3] = weightsOf(artifacts);
  const nodes = [
    node("Conv", ["images", "kernel1", "bias1"], "a"),
    node("Relu", ["a"], "b"),
    node("MaxPool", ["b"], "c", { kernel_shape: [2, 2], strides: [2, 2] }),
    node("Conv", ["c", "kernel2", "bias2"], "d"),
    node("Relu", ["d"], "e"),
    node("MaxPool", ["e"], "f", { kernel_shape: [2, 2], strides: [2, 2] }),
    node("Flatten", ["f"], "g"),
    node("Gemm", ["g", "dense", "bias3"], "h"),
    node("Softmax", ["h"], "probabilities"),
  ];
  const initializers = [
    tensor("kernel1", [32, 1, 3, 3], convolution(kernel1, 1, 32)),
    tensor("bias1", [32], bias1),
    tensor("kernel2", [64, 32, 3, 3], convolution(kernel2, 32, 64)),
    tensor("bias2", [64], bias2),
    tensor("dense", [1600, 10], channelsFirst(dense, 25, 64, 10)),
    tensor("bias3", [10], bias3),
  ];
  const graph = message([
    ...nodes.map((bytes) => field(1, bytes)),
    field(2, text("keras")),
    ...initializers.map((bytes) => field(5, bytes)),
    field(11, valueInfo("images", ["n", 1, 28, 28])),
    field(12, valueInfo("probabilities", ["n", 10])),
  ]);
  return message([number(1, 8), field(7, graph), field(8, message([field(1, text("")), number(2, 13)]))]);
}

function weightsOf({ weightSpecs, weightData }: Artifacts): Float32Array[] {
  const bytes = new Uint8Array(weightData as ArrayBuffer);
  let at = 0;
  return weightSpecs.map(({ shape }) => {
    const end = at + 4 * shape.reduce((product, extent) => product * extent, 1);
    const values = new Float32Array(bytes.slice(at, end).buffer);
    at = end;
    return values;
  });
}

/** [kh][kw][cin][cout] as [cout][cin][kh][kw]. */
function convolution(w: Float32Array, cin: number, cout: number): Float32Array {
  return Float32Array.from({ length: w.length }, (_, i) => {
    const [co, ci, tap] = [Math.floor(i / 9 / cin), Math.floor(i / 9) % cin, i % 9];
    return w[(tap * cin + ci) * cout + co];
  });
}

/** Rows [pixel][channel] of a dense kernel as [channel][pixel]. */
function channelsFirst(w: Float32Array, pixels: number, channels: number, units: number): Float32Array {
  return Float32Array.from({ length: w.length }, (_, i) => {
    const [row, unit] = [Math.floor(i / units), i % units];
    return w[((row % pixels) * channels + Math.floor(row / pixels)) * units + unit];
  });
}

function node(type: string, inputs: string[], output: string, attributes: Record<string, number[]> = {}) {
  const INTS = 7;
  return message([
    ...inputs.map((input) => field(1, text(input))),
    field(2, text(output)),
    field(4, text(type)),
    ...Object.entries(attributes).map(([name, values]) =>
      field(5, message([field(1, text(name)), ...values.map((value) => number(8, value)), number(20, INTS)])),
    ),
  ]);
}

const FLOAT = 1;

function tensor(name: string, shape: number[], values: Float32Array): Uint8Array {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message([
    ...shape.map((extent) => number(1, extent)),
    number(2, FLOAT),
    field(8, text(name)),
    field(9, raw),
  ]);
}

function valueInfo(name: string, shape: (number | string)[]): Uint8Array {
  const dimensions = shape.map((extent) =>
    field(1, typeof extent === "number" ? number(1, extent) : field(2, text(extent))),
  );
  const tensorType = message([number(1, FLOAT), field(2, message(dimensions))]);
  return message([field(1, text(name)), field(2, field(1, tensorType))]);
}

const text = (value: string) => new TextEncoder().encode(value);

const message = (fields: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(fields));

/** A field of bytes: text, message or raw data. */
function field(id: number, bytes: Uint8Array): Uint8Array {
  return message([varint(id * 8 + 2), varint(bytes.length), bytes]);
}

/** A field with a whole number. */
function number(id: number, value: number): Uint8Array {
  return message([varint(id * 8), varint(value)]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Uint8Array.of(...bytes, value);
}
