import type { PresetName } from "@mnist/model";
import { Command, Option } from "commander";
import type { Run } from "../cli.js";
import { decimal, integer } from "../flags.js";

export interface TrainOptions {
  preset: PresetName;
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  seed: number;
  threads?: number;
  backend: "wasm" | "tfjs-wasm" | "tfjs-cpu" | "tfjs-node";
  dataset: string;
  dataDir?: string;
  out: string;
  resume?: boolean;
  deterministic?: boolean;
}

export function trainCommand(run: Run): Command {
  return new Command("train")
    .description("Train a network on the 60,000 training images and test it on the 10,000 test images.")
    .addOption(
      new Option("--preset <name>", "architecture and recipe")
        .choices(["fast", "default", "tiny", "best"])
        .default("default"),
    )
    .option("--epochs <n>", "how often each image is seen (default: the preset's)", integer(1, 10_000))
    .option("--batch-size <n>", "images per optimizer step (default: the preset's)", integer(1, 10_000))
    .option(
      "--learning-rate <x>",
      "the schedule's peak learning rate (default: the preset's)",
      decimal(1e-9, 100),
    )
    .option("--seed <n>", "the one number behind all that is random", integer(0, 2 ** 32 - 1), 42)
    .option("--threads <n>", "worker threads (default: one per core)", integer(1, 64))
    .addOption(
      new Option("--backend <name>", "what computes")
        .choices(["wasm", "tfjs-wasm", "tfjs-cpu", "tfjs-node"])
        .default("wasm"),
    )
    .option("--dataset <name>", "mnist, fashion-mnist, ...", "mnist")
    .option("--data-dir <dir>", "a folder with the data set's files, raw or .gz")
    .option("--out <dir>", "where the model is saved", "mnist-model")
    .option("--resume", "continue from the checkpoint in --out")
    .option("--deterministic", "the same bits on every machine (plain SIMD, a little slower)")
    .addHelpText(
      "after",
      `
Examples:
  $ mnist train                                  the default network, saved to ./mnist-model
  $ mnist train --preset fast                    99 % in a few seconds
  $ mnist train --epochs 20 --seed 7 --out m7
  $ mnist train --resume                         go on after Ctrl-C
  $ mnist train --backend tfjs-wasm --epochs 1   the same network on TensorFlow.js`,
    )
    .action(run<TrainOptions>(async () => (await import("../actions/train.js")).train));
}
