import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createProgress } from "./progress.js";

const fakeTerminal = () =>
  Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 80,
    cursorTo() {},
    clearLine() {},
    moveCursor() {},
  });

/** What was written since the last look. One `read` is all of it in some versions of Node, one piece in others. */
function shown(terminal: PassThrough): string {
  let text = "";
  for (let piece = terminal.read(); piece !== null; piece = terminal.read()) text += piece;
  return text;
}

it("shows the share of what is known by now, where more and more is", async () => {
  const terminal = fakeTerminal();
  const progress = createProgress(terminal as unknown as NodeJS.WriteStream);
  progress.update({ label: "download", done: 10, total: 10, unit: "kB" });
  progress.update({ label: "download", done: 20, total: 80, unit: "kB" });
  await expect.poll(() => shown(terminal)).toContain(" 25 % ");
  progress.finish();
});

it("gives the cursor back when the process ends in the middle of a bar", () => {
  const terminal = fakeTerminal();
  const others = process.listeners("exit");
  const own = () => process.listeners("exit").filter((listener) => !others.includes(listener));
  const progress = createProgress(terminal as unknown as NodeJS.WriteStream);
  progress.update({ label: "epoch 1/1", done: 1, total: 10, unit: "images" });
  shown(terminal);
  for (const listener of own()) listener.call(process, 130);
  expect(shown(terminal)).toContain("\x1b[?25h");
  expect(own()).toEqual([]);
});
