import { quote, RuntimeError } from "../errors.js";
import type { WeightSpec } from "../types.js";
import type { LayerConfig } from "./config.js";
import { type Parameter, sizeOf } from "./graph.js";

/** Gives each layer its weights by name and notices what is missing, unused or of the wrong shape. */
export class WeightBook {
  readonly parameters: Parameter[] = [];
  readonly #specs: WeightSpec[];
  readonly #taken = new Set<number>();

  constructor(specs: unknown) {
    if (!Array.isArray(specs)) throw new RuntimeError("ERR_MNIST_MODEL", "weightSpecs must be an array");
    this.#specs = Array.from(specs, checkSpec);
  }

  /**
   * The weight `layer.name`/`role`; tfjs appends _1, _2, ... where a name was taken. `kernel` marks what l2 and
   * weight decay act on, `outputFirst` what is kept transposed.
   */
  take(
    layer: LayerConfig,
    role: string,
    shape: number[],
    options: { kernel?: boolean; outputFirst?: boolean; trainable?: boolean } = {},
  ): Parameter {
    const index = this.#find(layer, role);
    if (index < 0 || this.#taken.has(index))
      throw layer.invalid(`there is no weight "${layer.name}/${role}"`);
    const spec = this.#specs[index];
    if (spec.shape.length !== shape.length || spec.shape.some((extent, i) => extent !== shape[i])) {
      throw layer.invalid(`weight "${spec.name}" has shape [${spec.shape}], the topology needs [${shape}]`);
    }
    this.#taken.add(index);
    const parameter: Parameter = {
      name: spec.name,
      index,
      shape,
      size: sizeOf(shape),
      padded: shape,
      trainable: (options.trainable ?? true) && layer.boolean("trainable", true),
      isKernel: options.kernel ?? false,
      outputFirst: options.outputFirst ?? false,
    };
    this.parameters.push(parameter);
    return parameter;
  }

  /** The shape of a weight as saved: tells what tfjs leaves out of some configurations. */
  savedShape(layer: LayerConfig, role: string): readonly number[] | undefined {
    return this.#specs[this.#find(layer, role)]?.shape;
  }

  #find(layer: LayerConfig, role: string): number {
    const wanted = `${layer.name}/${role}`;
    const index = this.#specs.findIndex((spec) => spec.name === wanted);
    if (index >= 0) return index;
    const isSuffixed = (name: string) =>
      name.startsWith(`${wanted}_`) && /^\d+$/.test(name.slice(wanted.length + 1));
    return this.#specs.findIndex((spec, i) => !this.#taken.has(i) && isSuffixed(spec.name));
  }

  /** Checks that every weight found its layer and that `bytes` holds them all. */
  finish(bytes: unknown): void {
    const unused = this.#specs.find((_, index) => !this.#taken.has(index));
    if (unused) throw new RuntimeError("ERR_MNIST_MODEL", `weight "${unused.name}" belongs to no layer`);
    const expected = 4 * this.parameters.reduce((sum, parameter) => sum + parameter.size, 0);
    if (!(bytes instanceof ArrayBuffer) || bytes.byteLength !== expected) {
      const got = bytes instanceof ArrayBuffer ? `${bytes.byteLength} bytes` : typeof bytes;
      throw new RuntimeError(
        "ERR_MNIST_MODEL",
        `weightData must be an ArrayBuffer of ${expected} bytes, got ${got}`,
      );
    }
  }
}

function checkSpec(spec: unknown): WeightSpec {
  const { name, shape, dtype } = (spec ?? {}) as Partial<WeightSpec>;
  if (
    typeof name !== "string" ||
    !Array.isArray(shape) ||
    !shape.every((e) => Number.isInteger(e) && e >= 0)
  ) {
    throw new RuntimeError(
      "ERR_MNIST_MODEL",
      `a weight spec must have a name and a shape, got ${quote(spec)}`,
    );
  }
  if (dtype !== "float32" || "quantization" in (spec as object)) {
    throw new RuntimeError(
      "ERR_MNIST_UNSUPPORTED",
      `weight "${name}" is not plain float32 (dtype ${quote(dtype)})`,
    );
  }
  return { name, shape, dtype };
}
