import { Command } from "commander";
import { UsageError } from "../errors.js";

/** `mnist help dataset show`: commander's own knows only commands of the first level. */
export function helpCommand(program: Command): Command {
  return new Command("help")
    .description("Explain a command.")
    .argument("[command...]", 'e.g. "train" or "dataset show" (default: all)')
    .action((names: string[]) => {
      let command = program;
      for (const name of names) {
        const next = command.commands.find((child) => child.name() === name);
        if (!next) throw new UsageError(`there is no command "${names.join(" ")}"; mnist help lists them`);
        command = next;
      }
      command.outputHelp();
    });
}
