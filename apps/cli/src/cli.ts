import { readFileSync } from "node:fs";
import { Command } from "commander";
import { datasetCommand } from "./commands/dataset.js";
import { evaluateCommand } from "./commands/evaluate.js";
import { exportCommand } from "./commands/export.js";
import { helpCommand } from "./commands/help.js";
import { predictCommand } from "./commands/predict.js";
import { serveCommand } from "./commands/serve.js";
import { trainCommand } from "./commands/train.js";
import { type Context, createContext, type GlobalOptions } from "./context.js";
import { reportError } from "./errors.js";
import { refuseEmpty } from "./flags.js";
import { interruptSignal } from "./interrupt.js";
import { oneLine } from "./terminal/text.js";

const EXAMPLES = `
Examples:
  $ mnist predict seven.png                     read the digit in a picture
  $ mnist predict --multiple --show number.jpg  read several digits, and print what the network sees
  $ mnist train                                 train on the 60,000 images, save to ./mnist-model
  $ mnist evaluate --model ./mnist-model        accuracy, loss and confusion matrix on the 10,000 test images
  $ mnist serve                                 a page to draw digits and to train in

"mnist help <command>" explains a command. Everything is repeatable with --seed.`;

/**
 * Runs the command line `args` (without node and script) and resolves to the exit code: 0 done, 1 failed, 2 wrong
 * usage, 130 interrupted.
 */
export async function main(args: string[]): Promise<number> {
  const program = createProgram();
  try {
    // A reader that goes away ("mnist ... | head") is no error of ours.
    process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EPIPE") process.exit(0);
      const message = `the answer could not be written to standard output (${cause.code})`;
      process.exit(reportError(new Error(message, { cause }), args.includes("--verbose")));
    });
    // Nor is work worth less when nobody reads how far it is.
    process.stderr.on("error", () => {});
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return reportError(error, args.includes("--verbose"));
  }
}

function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const program = configure(new Command("mnist"))
    .description("Train, evaluate and use a convolutional network that reads handwritten digits.")
    .version(version)
    .showSuggestionAfterError()
    .addHelpText("after", EXAMPLES);
  const commands = [
    trainCommand,
    evaluateCommand,
    predictCommand,
    exportCommand,
    datasetCommand,
    serveCommand,
  ];
  for (const declare of commands) program.addCommand(withGlobalOptions(configure(declare(runInContext))));
  return withHelp(program, '"train" or "dataset show"');
}

/** What a command's action looks like to the command: its own options and arguments, and the context. */
export type Action<Options> = (context: Context, options: Options, operands: string[]) => Promise<void>;

/** Turns an {@link Action} into a commander action. */
export type Run = typeof runInContext;

function runInContext<Options extends object>(load: () => Promise<Action<Options>>) {
  return async (...args: unknown[]): Promise<void> => {
    const command = args.at(-1) as Command;
    refuseEmpty(command);
    const options = command.opts<Options & GlobalOptions>();
    const context = createContext(options, interruptSignal());
    const action = await load();
    await action(context, options, command.args);
  };
}

function withGlobalOptions(command: Command): Command {
  if (command.commands.length > 0) {
    for (const child of command.commands) withGlobalOptions(configure(child as Command));
    return withHelp(command, `"${command.commands[0].name()}"`);
  }
  return command
    .option("--json", "print one JSON document on stdout, progress on stderr")
    .option("--quiet", "print nothing but errors (and the JSON document with --json)")
    .option("--verbose", "print the stack of an error");
}

function withHelp(group: Command, example: string): Command {
  return group.helpCommand(false).addCommand(configure(helpCommand(group, example)));
}

/** Errors become exceptions, so that one place turns them into exit codes; their text is one line. */
function configure(command: Command): Command {
  return command.exitOverride().configureOutput({
    outputError: (text, write) => write(`mnist: ${oneLine(text.replace(/^error: /, "").trim())}\n`),
  });
}
