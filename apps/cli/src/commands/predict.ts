import { Command } from "commander";
import type { Run } from "../cli.js";

export interface PredictOptions {
  image?: string[];
  model: string;
  multiple?: boolean;
  show?: boolean;
  saveTrace?: string;
}

export function predictCommand(run: Run): Command {
  return new Command("predict")
    .description("Read the digit in each picture: photos, scans, drawings, in any common format.")
    .argument("[files...]", "pictures")
    .option("--image <files...>", "pictures, the same as the arguments")
    .option(
      "--model <dir|name>",
      "a folder written by mnist train, or a shipped model: tiny, default, best",
      "default",
    )
    .option("--multiple", "read every digit in a picture, in reading order")
    .option("--show", "print what the network sees")
    .option("--save-trace <dir>", "write every step of the preprocessing there as PNG")
    .addHelpText(
      "after",
      `
Examples:
  $ mnist predict seven.png
  $ mnist predict --image photo.jpg --show
  $ mnist predict --json *.png
  $ mnist predict --multiple phone-number.jpg`,
    )
    .action(run<PredictOptions>(async () => (await import("../actions/predict.js")).predict));
}
