import { Command } from "commander";
import type { Run } from "../cli.js";

export function datasetCommand(_run: Run): Command {
  return new Command("dataset").description("Look at, check and export the data sets.");
}
