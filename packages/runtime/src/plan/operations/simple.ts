import { ACTIVATIONS, needsInput } from "../../graph/activation.js";
import type { Activation, Add, Concatenate, Dropout, Pad2d, Pool2d, Softmax } from "../../graph/graph.js";
import { streamKey } from "../../random.js";
import type { PlanBuilder } from "../builder.js";
import type { Argument } from "../plan.js";

const samples = (count: number): Argument => ({ samples: count });

export const activation = {
  forward(node: Activation, plan: PlanBuilder): void {
    const [x, y] = [{ buffer: plan.value(node.input) }, { buffer: plan.value(node.output) }];
    plan.call("activationForward", ACTIVATIONS[node.activation], node.alpha, x, y, samples(node.output.size));
  },
  backward(node: Activation, plan: PlanBuilder): void {
    const dy = { buffer: plan.gradient(node.output) };
    const from = { buffer: plan.value(needsInput(node.activation) ? node.input : node.output) };
    plan.contribute(node.input, (dx) =>
      plan.call(
        "activationBackward",
        ACTIVATIONS[node.activation],
        node.alpha,
        dy,
        from,
        { buffer: dx },
        samples(node.output.size),
      ),
    );
  },
};

export const softmax = {
  forward(node: Softmax, plan: PlanBuilder): void {
    const [x, y] = [{ buffer: plan.value(node.input) }, { buffer: plan.value(node.output) }];
    plan.call("softmaxForward", x, y, samples(node.output.size / node.classes), node.classes);
  },
  backward(node: Softmax, plan: PlanBuilder): void {
    const [dy, y] = [{ buffer: plan.gradient(node.output) }, { buffer: plan.value(node.output) }];
    const rows = samples(node.output.size / node.classes);
    plan.contribute(node.input, (dx) =>
      plan.call("softmaxBackward", dy, y, { buffer: dx }, rows, node.classes),
    );
  },
};

export const pool2d = {
  forward(node: Pool2d, plan: PlanBuilder): void {
    const [x, y] = [{ buffer: plan.value(node.input) }, { buffer: plan.value(node.output) }];
    if (node.kind === "averagePool2d") {
      plan.call("averagePool2dForward", x, samples(1), ...poolWindow(node), y);
      return;
    }
    const at = plan.buffer(`maxima ${node.output.storage}`, "sample", node.output.size * 4);
    plan.masks.set(node, at);
    plan.call("maxPool2dForward", x, samples(1), ...poolWindow(node), y, { buffer: at });
  },
  backward(node: Pool2d, plan: PlanBuilder): void {
    const dy = { buffer: plan.gradient(node.output) };
    plan.contribute(node.input, (dx) => {
      if (node.kind === "averagePool2d") {
        plan.call("averagePool2dBackward", dy, samples(1), ...poolWindow(node), { buffer: dx });
      } else {
        const at = { buffer: plan.masks.get(node)! };
        plan.call(
          "maxPool2dBackward",
          dy,
          at,
          samples(1),
          node.output.size,
          { buffer: dx },
          node.input.size * 4,
        );
      }
    });
  },
};

function poolWindow({ window: v }: Pool2d): number[] {
  return [v.h, v.w, v.c, v.kh, v.kw, v.sh, v.sw, v.top, v.left, v.oh, v.ow];
}

export const dropout = {
  forward(node: Dropout, plan: PlanBuilder): void {
    if (!plan.training) {
      plan.alias(node.output, node.input);
      return;
    }
    const { size, pixels, channels } = dropoutShape(node);
    const words = Math.ceil(size / 16) * 16;
    const mask = plan.buffer(`mask ${node.output.storage}`, "sample", words * 4);
    plan.masks.set(node, mask);
    const stream: Argument[] = [
      { first: true },
      { buffer: plan.step },
      plan.seed | 0,
      streamKey(`dropout/${node.ordinal}`),
      Math.round(node.rate * 2 ** 16),
      1 / (1 - node.rate),
      { buffer: mask },
      { buffer: plan.value(node.output) },
    ];
    const x = { buffer: plan.value(node.input) };
    if (node.spatial) plan.call("spatialDropoutForward", x, samples(1), pixels, channels, ...stream);
    else plan.call("dropoutForward", x, samples(1), size, ...stream);
  },
  backward(node: Dropout, plan: PlanBuilder): void {
    const { pixels, channels } = dropoutShape(node);
    const [dy, mask] = [{ buffer: plan.gradient(node.output) }, { buffer: plan.masks.get(node)! }];
    plan.contribute(node.input, (dx) =>
      plan.call("dropoutBackward", dy, samples(1), pixels, channels, mask, { buffer: dx }),
    );
  },
};

/** `size` decisions for each sample, one for each of `channels` values of each of `pixels` pixels. */
function dropoutShape(node: Dropout) {
  const channels = node.spatial ? node.output.shape[node.output.shape.length - 1] : node.output.size;
  return { size: channels, channels, pixels: node.output.size / channels };
}

export const pad2d = {
  forward(node: Pad2d, plan: PlanBuilder): void {
    const [x, y] = [{ buffer: plan.value(node.input) }, { buffer: plan.value(node.output) }];
    plan.call(
      "padForward",
      x,
      samples(1),
      node.h,
      node.rowFloats,
      node.top,
      node.bottom,
      node.left,
      node.right,
      y,
    );
  },
  backward(node: Pad2d, plan: PlanBuilder): void {
    const dy = { buffer: plan.gradient(node.output) };
    plan.contribute(node.input, (dx) =>
      plan.call(
        "padBackward",
        dy,
        samples(1),
        node.h,
        node.rowFloats,
        node.top,
        node.bottom,
        node.left,
        node.right,
        { buffer: dx },
      ),
    );
  },
};

export const add = {
  forward(node: Add, plan: PlanBuilder): void {
    const y = { buffer: plan.value(node.output) };
    const [first, ...others] = node.inputs.map((input) => ({ buffer: plan.value(input) }));
    others.forEach((other, i) => {
      plan.call("add", i === 0 ? first : y, other, y, samples(node.output.size));
    });
  },
  backward(node: Add, plan: PlanBuilder): void {
    const dy = { buffer: plan.gradient(node.output) };
    for (const input of node.inputs) {
      plan.contribute(input, (dx) => plan.call("copy", dy, { buffer: dx }, samples(node.output.size)));
    }
  },
};

export const concatenate = {
  forward(node: Concatenate, plan: PlanBuilder): void {
    eachPart(node, (input, cols, row, offset) => {
      const x = { buffer: plan.value(input) };
      plan.call(
        "copyRows",
        x,
        cols,
        { buffer: plan.value(node.output), offset },
        row,
        samples(node.rows),
        cols,
      );
    });
  },
  backward(node: Concatenate, plan: PlanBuilder): void {
    eachPart(node, (input, cols, row, offset) => {
      const dy = { buffer: plan.gradient(node.output), offset };
      plan.contribute(input, (dx) =>
        plan.call("copyRows", dy, row, { buffer: dx }, cols, samples(node.rows), cols),
      );
    });
  },
};

function eachPart(
  node: Concatenate,
  visit: (input: Concatenate["inputs"][number], cols: number, row: number, offset: number) => void,
): void {
  const row = node.output.size / node.rows;
  let offset = 0;
  for (const input of node.inputs) {
    const cols = input.size / node.rows;
    visit(input, cols, row, offset);
    offset += cols * 4;
  }
}
