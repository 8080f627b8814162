import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createProgress } from "./progress.js";

it("gives the cursor back when the process ends in the middle of a bar", () => {
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 80,
    cursorTo() {},
    clearLine() {},
    moveCursor() {},
  });
  const others = process.listeners("exit");
  const own = () => process.listeners("exit").filter((listener) => !others.includes(listener));
  const progress = createProgress(terminal as unknown as NodeJS.WriteStream);
  progress.update({ label: "epoch 1/1", done: 1, total: 10, unit: "images" });
  terminal.read();
  for (const listener of own()) listener.call(process, 130);
  expect(String(terminal.read())).toContain("\x1b[?25h");
  expect(own()).toEqual([]);
});
