import { Command } from "commander";
import type { Run } from "../cli.js";
import { integer } from "../flags.js";

export interface ServeOptions {
  port: number;
}

export function serveCommand(run: Run): Command {
  return new Command("serve")
    .description(
      "Serve the page on this machine: draw digits, train a network in the browser, look inside it.",
    )
    .option("--port <n>", "the port to listen at, 0 for any that is free", integer(0, 65535), 8000)
    .addHelpText(
      "after",
      `
Only this machine can reach it, and nothing leaves the browser. Ctrl-C ends it.

Examples:
  $ mnist serve
  $ mnist serve --port 0 --json          for scripts: any free port, and where the page is`,
    )
    .action(run<ServeOptions>(async () => (await import("../actions/serve.js")).serve));
}
