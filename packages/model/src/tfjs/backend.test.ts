import { expect, it } from "vitest";
import { startBackend, type TfjsBackend } from "./backend.js";

it("names the backends when asked for another, tfjs's own names among them", async () => {
  await expect(startBackend("wasm" as TfjsBackend)).rejects.toMatchObject({
    name: "TfjsError",
    code: "ERR_MNIST_BACKEND",
    message: expect.stringContaining("tfjs-wasm, tfjs-cpu, tfjs-node"),
  });
});
