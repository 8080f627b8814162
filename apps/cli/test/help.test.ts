import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { bin, mnist, picture } from "./mnist.js";

describe("mnist help", () => {
  it.each([["train"], ["dataset"], ["dataset", "show"], ["dataset", "help"]])(
    "%s %s is what --help prints",
    async (...names) => {
      const { code, stdout } = await mnist(["help", ...names]);
      expect(stdout).toBe((await mnist([...names, "--help"])).stdout);
      expect(stdout).toContain(`Usage: mnist ${names.join(" ")} [options]`);
      expect(code).toBe(0);
    },
  );

  it("explains a group's commands from within it, too", async () => {
    const { code, stdout } = await mnist(["dataset", "help", "show"]);
    expect(stdout).toBe((await mnist(["help", "dataset", "show"])).stdout);
    expect(code).toBe(0);
    expect((await mnist(["dataset", "help"])).stdout).toMatch(
      /^ {2}help \[command\.\.\.\] +Explain a command\.$/m,
    );
  });

  it("explains the whole without a name", async () => {
    expect((await mnist(["help"])).stdout).toBe((await mnist(["--help"])).stdout);
  });

  it.each([
    {
      args: ["help", "dataset", "shwo"],
      says: 'there is no command "dataset shwo"; mnist help dataset lists them',
    },
    {
      args: ["dataset", "help", "shwo"],
      says: 'there is no command "dataset shwo"; mnist help dataset lists them',
    },
    { args: ["help", "shwo"], says: 'there is no command "shwo"; mnist help lists them' },
    { args: ["predikt"], says: "unknown command 'predikt' (Did you mean predict?)" },
    { args: ["train", "--thread", "2"], says: "unknown option '--thread' (Did you mean --threads?)" },
  ])("$args: one line, exit code 2", async ({ args, says }) => {
    const { code, stdout, stderr } = await mnist(args);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe.skipIf(!existsSync("/dev/full"))("mnist on a full disk", () => {
  it("says in one line that the answer could not be written", async () => {
    const command = `"$0" "$1" predict "$2" > /dev/full`;
    const run = promisify(execFile)("sh", ["-c", command, process.execPath, bin, picture("seven.png")]);
    const { code, stderr } = await run.then(
      () => expect.unreachable(),
      (error) => error,
    );
    expect(stderr).toBe("mnist: the answer could not be written to standard output (ENOSPC)\n");
    expect(code).toBe(1);
  });
});
