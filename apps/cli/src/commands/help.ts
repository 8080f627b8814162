import { Command } from "commander";
import { UsageError } from "../errors.js";

/**
 * `mnist help dataset show`, or with `dataset` as the group `mnist dataset help show`: commander's own knows only
 * commands of one level, and is silent about those there are not.
 */
export function helpCommand(group: Command, example: string): Command {
  return new Command("help")
    .description("Explain a command.")
    .argument("[command...]", `e.g. ${example} (default: all)`)
    .action((names: string[]) => {
      const path = group.parent ? [group.name()] : [];
      let command = group;
      for (const [i, name] of names.entries()) {
        const next = command.commands.find((child) => child.name() === name);
        if (!next) {
          const wanted = [...path, ...names.slice(i)].join(" ");
          throw new UsageError(
            `there is no command "${wanted}"; ${["mnist help", ...path].join(" ")} lists them`,
          );
        }
        path.push(name);
        command = next;
      }
      command.outputHelp();
    });
}
