import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { ModelArtifacts, WeightSpec } from "./artifacts.js";
import { checkGiven } from "./check-given.js";
import { createArtifacts } from "./create-artifacts.js";
import type { Architecture } from "./layers.js";
import { type PresetName, presetNamed } from "./presets/index.js";
import { requireModel } from "./require-model.js";

/**
 * A network with fresh weights as a `tf.LayersModel`, to look at, change and use with TensorFlow.js, which is loaded
 * for this call. {@link createArtifacts} gives the same network without it.
 *
 * @param network name of a preset, or layers as plain data
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` when there is no such preset or a layer does not fit
 */
export async function createModel(
  network: PresetName | Architecture,
  { seed = 0 }: { seed?: number } = {},
): Promise<LayersModel> {
  checkGiven({ network });
  const architecture = typeof network === "string" ? presetNamed(network).architecture : network;
  const { io, ready } = await import("@tensorflow/tfjs-core");
  const { loadLayersModel } = await import("@tensorflow/tfjs-layers");
  // Tensors need a backend; this one works everywhere, and gives way to any other that is registered.
  await import("@tensorflow/tfjs-backend-cpu");
  await ready();
  return loadLayersModel(io.fromMemory(createArtifacts(architecture, { seed })));
}

/** Topology and current weights of any `tf.LayersModel`, in the form that {@link train} and executors take. */
export async function modelArtifacts(model: LayersModel): Promise<ModelArtifacts> {
  requireModel(model);
  const { io } = await import("@tensorflow/tfjs-core");
  return new Promise((resolve, reject) => {
    const handler = io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, ...rest }) => {
      resolve({
        ...rest,
        modelTopology: modelTopology as object,
        weightSpecs: weightSpecs as WeightSpec[],
        weightData: io.CompositeArrayBuffer.join(weightData),
      });
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    });
    model.save(handler).catch(reject);
  });
}
