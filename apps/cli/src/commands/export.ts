import { Command, Option } from "commander";
import type { Run } from "../cli.js";

export interface ExportModelOptions {
  model: string;
  format: "onnx";
  out: string;
}

export function exportCommand(run: Run): Command {
  return new Command("export")
    .description("Write a model for other software: as ONNX, for ONNX Runtime and what else reads it.")
    .option(
      "--model <dir|name>",
      "a folder written by mnist train, or a shipped model: tiny, default, best",
      "default",
    )
    .addOption(new Option("--format <format>", "the form to write").choices(["onnx"]).makeOptionMandatory())
    .requiredOption("--out <file>", "the file to write")
    .addHelpText(
      "after",
      `
Input of an ONNX file is "images", float32 [N, 28, 28, 1] from 0 (background) to 1 (ink); output is "probabilities",
float32 [N, classes], the network's own: the calibration is in the file's metadata, under "mnist".

Examples:
  $ mnist export --format onnx --out digits.onnx
  $ mnist export --model ./mnist-model --format onnx --out digits.onnx`,
    )
    .action(run<ExportModelOptions>(async () => (await import("../actions/export.js")).exportModel));
}
