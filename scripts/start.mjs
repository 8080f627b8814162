// `npm start`: from a fresh clone to a digit read. Installs and builds, trains a network on MNIST's 60,000 training
// images, evaluates it on the 10,000 test images, and asks it about a few pictures.
// Words after `npm start --` go to `mnist train`, e.g. npm start -- --preset default --seed 7
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pnpm, root } from "./pnpm.mjs";

const modelDir = "mnist-model";
const pictures = readdirSync(join(root, "examples/pictures"))
  .filter((name) => /\.(png|jpg)$/.test(name) && !name.startsWith("number"))
  .map((name) => `examples/pictures/${name}`);

step("Installing", () => pnpm("install", "--frozen-lockfile", "--prefer-offline"));
step("Building", () =>
  pnpm("exec", "turbo", "run", "build", "--filter=@mnist/cli", "--output-logs=errors-only"),
);
step("Training", () => mnist("train", "--out", modelDir, ...process.argv.slice(2)));
step("Evaluating", () => mnist("evaluate", "--model", modelDir));
step("Reading pictures", () => mnist("predict", "--model", modelDir, "--show", "--image", ...pictures));

console.log(`
The network is in ./${modelDir}, its report in ./${modelDir}/report.html. Next:
  npx mnist predict --model ${modelDir} your-own-picture.jpg
  npx mnist serve
  npx mnist --help`);

function mnist(...args) {
  const bin = join(root, "apps/cli/bin/mnist.js");
  return spawnSync(process.execPath, [bin, ...args], { cwd: root, stdio: "inherit" }).status ?? 1;
}

function step(title, run) {
  console.log(`\n== ${title} ${"=".repeat(Math.max(0, 76 - title.length))}`);
  const code = run();
  if (code !== 0) process.exit(code);
}
