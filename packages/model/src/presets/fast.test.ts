import { loadMnist } from "@mnist/dataset";
import { describe, expect, it } from "vitest";
import { evaluate } from "../evaluate.js";
import { sha256 } from "../sha256.js";
import { train } from "../train.js";

describe("fast", () => {
  it("reaches 99 % on the test set with the same weights everywhere", async () => {
    const mnist = await loadMnist();
    const { artifacts } = await train({ data: mnist.train, preset: "fast", seed: 1, deterministic: true });
    expect((await evaluate(artifacts, mnist.test)).accuracy).toBeGreaterThan(0.99);
    expect(await sha256(new Uint8Array(artifacts.weightData))).toMatchInlineSnapshot(
      `"2cdd1975798d0e2bdac9aac723c38dafc69c16c48d4ed0968ec9855cc30d7d3a"`,
    );
  });
});
