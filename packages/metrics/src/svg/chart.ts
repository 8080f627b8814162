import { type Axis, axes, type LegendEntry, type Line, legend, line, MARGIN } from "./axes.js";
import { plot } from "./theme.js";

/** The inner size of every chart: legible on a phone, and two fit side by side on a laptop. */
const WIDTH = 400;
const HEIGHT = 300;

export interface Chart {
  /** What the chart shows, for those who cannot see it. */
  label: string;
  x: Axis;
  y: Axis;
  /** Drawn in order; those with a legend text appear below the chart. */
  lines: (Line & { legend?: string })[];
}

/** A line chart with axes, grid and legend. */
export function chart({ label, x, y, lines }: Chart): string {
  const area = { left: MARGIN.left, top: MARGIN.top, width: WIDTH, height: HEIGHT };
  const width = MARGIN.left + WIDTH + MARGIN.right;
  const axesBottom = MARGIN.top + HEIGHT + MARGIN.bottom;
  // What is drawn last stands in front, and first in the legend.
  const entries: LegendEntry[] = lines
    .flatMap(({ legend: text, ...style }) => (text === undefined ? [] : [{ label: text, ...style }]))
    .reverse();
  const key = legend(entries, MARGIN.left, width - 8, axesBottom + 4);
  return plot(
    width,
    axesBottom + (entries.length > 0 ? key.height + 8 : 4),
    label,
    axes(area, x, y),
    ...lines.map((drawn) => line(area, x, y, drawn)),
    key.markup,
  );
}
