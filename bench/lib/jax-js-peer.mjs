// Trains with jax-js's WebAssembly backend, see peer-process.ts: the networks "keras" (without its dropout) and "jax-js" of
// networks.ts, by plain gradient descent, which costs jax-js less than the Adam of the others. Arguments: folder whose
// node_modules has @jax-js/jax. Answers {"network", "batchSize", "steps"} with {"imagesPerSecond"}.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = `${process.argv[2]}/node_modules/@jax-js/jax`;
const { version } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
const jax = await import(pathToFileURL(`${folder}/dist/index.js`).href);
const { init, defaultDevice, lax, nn, numpy, random, jit, valueAndGrad, tree, blockUntilReady } = jax;
await init("wasm");
defaultDevice("wasm");

/** Kernels [cout, cin, kh, kw] or [inputs, outputs], each followed by its bias. */
const SHAPES = {
  keras: [[32, 1, 3, 3], [32, 1, 1], [64, 32, 3, 3], [64, 1, 1], [1600, 10], [10]],
  "jax-js": [[24, 1, 5, 5], [24, 1, 1], [32, 24, 3, 3], [32, 1, 1], [800, 128], [128], [128, 10], [10]],
};

/** Convolutions with relu and pooling, then dense layers with relu between them. Every use of an array consumes it. */
function logitsOf(weights, images) {
  let x = images;
  for (let i = 0; i < weights.length; i += 2) {
    const [kernel, bias] = [weights[i], weights[i + 1]];
    if (kernel.ndim === 4) {
      x = nn.relu(lax.conv(x, kernel, [1, 1], "VALID").add(bias));
      x = lax.reduceWindow(x, numpy.max, [2, 2], [2, 2]);
    } else {
      if (x.ndim === 4) x = x.reshape([x.shape[0], -1]);
      x = numpy.dot(x, kernel).add(bias);
      if (i + 2 < weights.length) x = nn.relu(x);
    }
  }
  return x;
}

function lossOf(weights, images, targets) {
  return nn
    .logSoftmax(logitsOf(weights, images))
    .mul(targets)
    .sum()
    .mul(-1 / images.shape[0]);
}

const step = jit((weights, images, targets) => {
  const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(weights), images, targets);
  return [loss, weights.map((weight, i) => weight.sub(gradients[i].mul(1e-3)))];
});

const networks = {};
function weightsOf(name) {
  networks[name] ??= SHAPES[name].map((shape, i) =>
    random.uniform(random.key(i), shape, { minval: -0.05, maxval: 0.05 }),
  );
  return networks[name];
}

const print = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
print({ version });
for await (const line of createInterface({ input: process.stdin })) {
  const { network, batchSize, steps } = JSON.parse(line);
  const images = random.uniform(random.key(1), [batchSize, 1, 28, 28]);
  const targets = nn.oneHot(numpy.array(Int32Array.from({ length: batchSize }, (_, i) => i % 10)), 10);
  await blockUntilReady([images.ref, targets.ref]);
  const start = performance.now();
  for (let i = 0; i < steps; i++) {
    const [loss, weights] = step(weightsOf(network), images.ref, targets.ref);
    networks[network] = weights;
    await loss.jsAsync();
  }
  await blockUntilReady(tree.ref(networks[network]));
  print({ imagesPerSecond: (batchSize * steps * 1000) / (performance.now() - start) });
}
