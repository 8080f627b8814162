import { Command, Option } from "commander";
import type { Run } from "../cli.js";
import { integer } from "../flags.js";

/** The flags that say where files may come from. */
export interface SourceFlags {
  dataDir?: string;
  cacheDir?: string;
  mirror?: string[];
  offline?: boolean;
}

export interface ExportOptions extends SourceFlags {
  format: string;
  out: string;
  split?: string;
  limit?: number;
}

export interface ShowOptions extends SourceFlags {
  split: string;
  count: number;
  label?: number;
  index?: number;
  seed: number;
}

export interface AuditOptions extends SourceFlags {
  split: "train" | "test";
  limit?: number;
  folds: number;
  count: number;
  seed: number;
  threads?: number;
}

const FORMATS = ["png", "csv", "npz", "idx", "bundle"];

export function datasetCommand(run: Run): Command {
  return new Command("dataset")
    .description("Look at, download, check, audit and export the data sets.")
    .addCommand(info(run))
    .addCommand(download(run))
    .addCommand(doctor(run))
    .addCommand(exporting(run))
    .addCommand(show(run))
    .addCommand(audit(run));
}

function info(run: Run): Command {
  return new Command("info")
    .description("List the data sets, or tell about one: splits, classes, license, citation, files.")
    .argument("[name]", "mnist, fashion-mnist, kmnist, ...")
    .addHelpText("after", examples("mnist dataset info", "mnist dataset info emnist-letters"))
    .action(run<object>(async () => (await import("../actions/dataset/info.js")).info));
}

function download(run: Run): Command {
  return withSources(new Command("download"))
    .description("Download data sets into the cache; broken downloads are resumed, all files verified.")
    .argument("[names...]", "data sets (default: mnist)")
    .addHelpText("after", examples("mnist dataset download", "mnist dataset download kmnist qmnist"))
    .action(run<SourceFlags>(async () => (await import("../actions/dataset/download.js")).download));
}

function doctor(run: Run): Command {
  return withSources(new Command("doctor"))
    .description("Say which source of a data set works, and why the others do not.")
    .argument("[name]", "a data set (default: mnist)")
    .option("--data-dir <dir>", "also check this folder")
    .addHelpText("after", examples("mnist dataset doctor", "mnist dataset doctor kmnist --json"))
    .action(run<SourceFlags>(async () => (await import("../actions/dataset/doctor.js")).diagnose));
}

function exporting(run: Run): Command {
  return withSources(new Command("export"))
    .description("Write a data set as pictures, CSV, NumPy arrays, idx files or a bundle for web apps.")
    .argument("[name]", "a data set (default: mnist)")
    .addOption(new Option("--format <format>", "the form to write").choices(FORMATS).makeOptionMandatory())
    .requiredOption("--out <dir>", "the folder to write to; it is created")
    .option("--data-dir <dir>", "a folder with the data set's files, raw or .gz")
    .option("--split <name>", "only this split: train, test, ... (default: train and test)")
    .option("--limit <n>", "only the first n samples of each split", integer(1, 1_000_000))
    .addHelpText(
      "after",
      examples(
        "mnist dataset export --format png --out digits",
        "mnist dataset export fashion-mnist --format npz --out .",
        "mnist dataset export --format bundle --out public/mnist --split train --limit 20000",
      ),
    )
    .action(run<ExportOptions>(async () => (await import("../actions/dataset/export.js")).exportDataset));
}

function show(run: Run): Command {
  return withSources(new Command("show"))
    .description("Draw samples in the terminal.")
    .argument("[name]", "a data set (default: mnist)")
    .option("--data-dir <dir>", "a folder with the data set's files, raw or .gz")
    .option("--split <name>", "train, test, ...", "test")
    .option("--count <n>", "how many samples, chosen at random", integer(1, 1000), 6)
    .option("--label <n>", "only samples of this class", integer(0, 255))
    .option("--index <i>", "this one sample instead", integer(0, 1_000_000))
    .option("--seed <n>", "seed of the choice", integer(0, 2 ** 32 - 1), 0)
    .addHelpText(
      "after",
      examples("mnist dataset show", "mnist dataset show --label 7 --count 3", "mnist dataset show kmnist"),
    )
    .action(run<ShowOptions>(async () => (await import("../actions/dataset/show.js")).show));
}

function audit(run: Run): Command {
  return withSources(new Command("audit"))
    .description("Look for wrong labels: samples whose label networks that never saw them do not believe.")
    .argument("[name]", "a data set (default: mnist)")
    .option("--data-dir <dir>", "a folder with the data set's files, raw or .gz")
    .addOption(new Option("--split <name>", "what to look at").choices(["train", "test"]).default("train"))
    .option("--limit <n>", "only the first n samples of each split", integer(10, 1_000_000))
    .option(
      "--folds <n>",
      "networks for the training split, each trained without its share",
      integer(2, 20),
      5,
    )
    .option("--count <n>", "how many to draw, the most suspect first", integer(0, 1000), 12)
    .option("--seed <n>", "decides everything random", integer(0, 2 ** 32 - 1), 0)
    .option("--threads <n>", "worker threads (default: one per core)", integer(1, 64))
    .addHelpText(
      "after",
      examples(
        "mnist dataset audit",
        "mnist dataset audit --split test --json",
        "mnist dataset audit kmnist",
      ),
    )
    .action(run<AuditOptions>(async () => (await import("../actions/dataset/audit.js")).audit));
}

function withSources(command: Command): Command {
  return command
    .option(
      "--cache-dir <dir>",
      "the folder downloads are kept in (default: MNIST_CACHE_DIR, or the system's)",
    )
    .option(
      "--mirror <url>",
      "a folder on the web that has the packed files, asked instead of the known ones; may be repeated",
      (url: string, others: string[] = []) => [...others, url],
    )
    .option("--offline", "never use the network (also: MNIST_OFFLINE=1)");
}

function examples(...lines: string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  $ ${line}`)].join("\n");
}
