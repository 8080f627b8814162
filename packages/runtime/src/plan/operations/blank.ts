import type { Conv2d } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import { type Argument, NONE } from "../plan.js";

/** What the kernel looks at in each row: a vector at least. */
const LEAST_BYTES = 16;

/**
 * Which pieces of a convolution's output, `height` x `width` pixels each, see nothing of the image: u8 [n][origins]; a null
 * pointer where that is not known.
 */
export function blankPieces(
  node: Conv2d,
  plan: PlanBuilder,
  origins: [number, number][],
  height: number,
  width: number,
): Argument {
  if (!node.field) return NONE;
  const { image, rows, columns, down, right } = node.field;
  const [, w, c] = image.shape;
  const rowBytes = (columns + (width - 1) * right) * c * 4;
  if (rowBytes < LEAST_BYTES) return NONE;
  const offsets = origins.map(([y, x]) => (y * down * w + x * right) * c * 4);
  const name = `blank of ${node.output.storage} ${height} x ${width} from ${origins[0]}`;
  const blank = { buffer: plan.buffer(name, "sample", origins.length) };
  plan.call(
    "blankWindows",
    { buffer: plan.value(image) },
    image.size * 4,
    { samples: 1 },
    { buffer: plan.parameters.constant(offsets) },
    origins.length,
    rows + (height - 1) * down,
    rowBytes,
    w * c * 4,
    blank,
  );
  return blank;
}
