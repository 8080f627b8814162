/** Axes with names, ticks and grid lines, and lines drawn between them. */
import { decimal, element, text, textWidth } from "./svg.js";
import { fill, type Role, stroke } from "./theme.js";

export interface Axis {
  name: string;
  domain: [low: number, high: number];
  ticks: number[];
  /** Logarithmic when true; the domain must then be above 0. */
  log?: boolean;
  format: (value: number) => string;
}

export interface Line {
  /** In data units, in drawing order. */
  points: [x: number, y: number][];
  role: Role;
  width: number;
  /** An SVG dash pattern, so that lines differ by more than color. */
  dash?: string;
  opacity?: number;
  /** A dot on every point, for few points. */
  dots?: boolean;
}

/** The rectangle between the axes, in pixels. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Room that `axes` needs around an area. */
export const MARGIN = { left: 72, right: 26, top: 16, bottom: 46 };

/** Grid, tick labels and axis names around an area. */
export function axes(area: Area, x: Axis, y: Axis): string {
  const bottom = area.top + area.height;
  const right = area.left + area.width;
  const grid = [
    ...y.ticks.map((tick) => `M${decimal(area.left)} ${decimal(position(y, tick, area))}H${decimal(right)}`),
    ...x.ticks.map(
      (tick) => `M${decimal(position(x, tick, area, true))} ${decimal(area.top)}V${decimal(bottom)}`,
    ),
  ];
  const tickLabels = [
    ...x.ticks.map((tick) =>
      text(position(x, tick, area, true), bottom + 18, x.format(tick), { "text-anchor": "middle" }),
    ),
    ...y.ticks.map((tick) =>
      text(area.left - 8, position(y, tick, area) + 4.5, y.format(tick), { "text-anchor": "end" }),
    ),
  ];
  const middle = area.top + area.height / 2;
  return [
    element("path", { d: grid.join(""), ...stroke("grid"), "stroke-width": 1 }),
    element("g", { ...fill("muted"), "font-size": 12 }, ...tickLabels),
    element(
      "g",
      { ...fill("ink"), "text-anchor": "middle", "font-size": 13 },
      text(area.left + area.width / 2, bottom + 38, x.name),
      text(14, middle, y.name, { transform: `rotate(-90 14 ${decimal(middle)})` }),
    ),
  ].join("");
}

/** A line; what lies outside the domain is left out. */
export function line(
  area: Area,
  x: Axis,
  y: Axis,
  { points, role, width, dash, opacity, dots }: Line,
): string {
  const placed = visible(
    points.map(([px, py]) => ({
      x: position(x, px, area, true),
      y: position(y, py, area),
      outside: py < y.domain[0] || px < x.domain[0],
    })),
  );
  // Curves of many samples are stairs: only their corners are needed.
  const corners = placed.filter((point, i) => {
    const [before, after] = [placed[i - 1], placed[i + 1]];
    const straight = (key: "x" | "y") => before[key] === point[key] && after[key] === point[key];
    return !before || !after || !(straight("x") || straight("y"));
  });
  const commands = corners.map((point, i) =>
    [i === 0 || (point.outside && corners[i - 1].outside) ? "M" : "L", point.x, " ", point.y].join(""),
  );
  const drawn = element("path", {
    d: commands.join(""),
    ...stroke(role),
    "stroke-width": width,
    "stroke-dasharray": dash,
    "stroke-linejoin": "round",
    "stroke-linecap": "round",
    opacity,
  });
  if (!dots) return drawn;
  return (
    drawn +
    placed.map((at) => element("circle", { cx: at.x, cy: at.y, r: width + 1, ...fill(role) })).join("")
  );
}

/** The points, to tenths of a pixel, without those less than half a pixel from the one before. */
function visible<Point extends { x: number; y: number }>(points: Point[]): Point[] {
  const kept: Point[] = [];
  points.forEach((point, i) => {
    const before = kept[kept.length - 1];
    const apart = !before || Math.max(Math.abs(point.x - before.x), Math.abs(point.y - before.y)) >= 0.5;
    if (apart || i === points.length - 1) kept.push({ ...point, x: tenths(point.x), y: tenths(point.y) });
  });
  return kept;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Where a value stands in pixels, kept inside the area. */
export function position(axis: Axis, value: number, area: Area, horizontal = false): number {
  const measure = axis.log ? Math.log : (v: number) => v;
  const [low, high] = axis.domain;
  const within = Math.min(Math.max(value, low), high);
  const fraction = (measure(within) - measure(low)) / (measure(high) - measure(low));
  return horizontal ? area.left + fraction * area.width : area.top + (1 - fraction) * area.height;
}

export interface LegendEntry {
  label: string;
  role: Role;
  width: number;
  dash?: string;
  opacity?: number;
}

/** Line samples with their labels, in rows that fit between `left` and `right`; gives the markup and its height. */
export function legend(
  entries: LegendEntry[],
  left: number,
  right: number,
  top: number,
): { markup: string; height: number } {
  const sample = 26;
  let x = left;
  let y = top + 14;
  const items = entries.map(({ label, role, width, dash, opacity }) => {
    const advance = sample + 7 + textWidth(label, 13) + 18;
    if (x > left && x + advance - 18 > right) {
      x = left;
      y += 20;
    }
    const item = [
      element("path", {
        d: `M${decimal(x)} ${y - 4.5}h${sample}`,
        ...stroke(role),
        "stroke-width": width,
        "stroke-dasharray": dash,
        "stroke-linecap": "round",
        opacity,
      }),
      text(x + sample + 7, y, label, fill("ink")),
    ];
    x += advance;
    return item.join("");
  });
  return { markup: items.join(""), height: y - top + 8 };
}

/** Round numbers that cover a range: about `count` ticks of 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number, count = 5): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A fraction as a short percentage, e.g. "99.5 %". */
export function percentTick(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(6))} %`;
}
