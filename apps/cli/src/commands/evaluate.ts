import { Command } from "commander";
import type { Run } from "../cli.js";
import { decimal, integer } from "../flags.js";

export interface EvaluateOptions {
  model: string;
  tta?: boolean;
  dataset: string;
  dataDir?: string;
  report?: string;
  minAccuracy?: number;
  threads?: number;
}

export function evaluateCommand(run: Run): Command {
  return new Command("evaluate")
    .description("Accuracy, loss and confusion matrix of a model on the 10,000 test images.")
    .option(
      "--model <dir|name>",
      "a folder written by mnist train, or a shipped model: tiny, default, best; several, with commas, are averaged",
      "default",
    )
    .option(
      "--tta",
      "test-time augmentation: average over slightly altered copies of each image (17 times the work)",
    )
    .option("--dataset <name>", "mnist, fashion-mnist, ...", "mnist")
    .option("--data-dir <dir>", "a folder with the data set's files, raw or .gz")
    .option("--report <file.html>", "write a report with plots and the worst errors, one self-contained file")
    .option("--min-accuracy <x>", "exit with 1 when the accuracy (0 to 1) is lower", decimal(0, 1))
    .option("--threads <n>", "worker threads (default: one per core)", integer(1, 64))
    .addHelpText(
      "after",
      `
Examples:
  $ mnist evaluate                                       the model that ships with mnist
  $ mnist evaluate --model ./mnist-model --report report.html
  $ mnist evaluate --model ./first,./second --tta        both models together, each image read several times
  $ mnist evaluate --json --model tiny`,
    )
    .action(run<EvaluateOptions>(async () => (await import("../actions/evaluate.js")).evaluate));
}
