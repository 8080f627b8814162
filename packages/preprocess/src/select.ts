/** Which of the connected components make up digits, and which of them belong together. */
import { type Component, thicknessOf } from "./components.js";
import type { Box } from "./picture.js";

/** The components of one character: a broken stroke gives several. */
export interface Group {
  components: Component[];
  box: Box;
  area: number;
  mass: number;
  outline: number;
  /** The longer side of its largest component. */
  stroke: number;
}

/** A component as a group of one. */
export function groupOf(component: Component): Group {
  const { box, area, mass, outline } = component;
  return { components: [component], box, area, mass, outline, stroke: sizeOf(box) };
}

/** The smallest box around both. */
export function unite(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/** The longer side of a box. */
export function sizeOf(box: Box): number {
  return Math.max(box.width, box.height);
}

/** The length of the overlap of two boxes' sides along x (negative: the gap between them). */
function overlapX(a: Box, b: Box): number {
  return Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
}

function overlapY(a: Box, b: Box): number {
  return Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
}

/** The distance between two boxes, 0 when they meet. */
function distance(a: Box, b: Box): number {
  return Math.hypot(Math.max(0, -overlapX(a, b)), Math.max(0, -overlapY(a, b)));
}

/** A component as long as a side of the picture and thin beside it. */
function isBar({ box }: Component, width: number, height: number): boolean {
  return (
    (box.width === width && box.height < 0.2 * height) || (box.height === height && box.width < 0.2 * width)
  );
}

/** A component that lines the picture's edge: a border, a shadow, the table beside the paper. */
function linesEdge(component: Component, width: number, height: number): boolean {
  const { box, edgePixels } = component;
  if (edgePixels === 0) return false;
  return (
    isBar(component, width, height) ||
    edgePixels > 0.5 * Math.min(width, height) ||
    edgePixels > 0.5 * (box.width + box.height)
  );
}

/** Smaller pictures are tight crops, in which a digit may line the edges. */
const LEAST_ROOM = 64;
/** A line that crosses the picture is thinner than this share of its length; a 1 as long is thicker. */
const THINNEST_DIGIT = 0.045;

/**
 * What cannot be a digit even where there is nothing else: the table along one side, the dark of a corner, a crease
 * from edge to edge.
 */
function isSurrounding(component: Component, width: number, height: number): boolean {
  const { box, edgePixels, area, outline } = component;
  if (edgePixels === 0 || Math.min(width, height) < LEAST_ROOM) return false;
  const table = isBar(component, width, height) && edgePixels > 0.5 * sizeOf(box);
  const corner = edgePixels > 0.7 * (box.width + box.height);
  const crosses = box.width === width || box.height === height;
  const crease =
    crosses &&
    thicknessOf(area, outline) < THINNEST_DIGIT * sizeOf(box) &&
    outline < 3 * (box.width + box.height);
  return table || corner || crease;
}

/** Whether a component is a frame drawn around another: hardly any ink for its size, and the other well inside. */
function frames(outer: Component, { box }: Component): boolean {
  const { x, y, width, height } = outer.box;
  const inside = box.x > x && box.y > y && box.x + box.width < x + width && box.y + box.height < y + height;
  return inside && box.height > 0.35 * height && outer.area < 0.25 * width * height;
}

/** More than a page of digits has; it bounds the time that specks can cost. */
const MOST_CANDIDATES = 400;

/**
 * The components that may be parts of digits, strongest first: those with a pixel above `high` that are no specks.
 * What lines the edge is left out if anything else is large enough to be read; in a tight crop it is the digit.
 */
export function plausible(components: Component[], width: number, height: number, high: number): Component[] {
  const strong = components
    .filter((c) => c.peak >= high && !isSurrounding(c, width, height))
    .sort((a, b) => b.mass - a.mass)
    .slice(0, MOST_CANDIDATES);
  const inner = strong.filter(
    (c) => !linesEdge(c, width, height) && !strong.some((other) => frames(c, other)),
  );
  const readable = 5 + 0.04 * Math.max(width, height);
  const chosen = inner.some((c) => sizeOf(c.box) >= readable) ? inner : strong;
  return chosen.filter((c) => c.mass >= 0.01 * chosen[0].mass);
}

/**
 * Joins the parts of broken strokes: what lies above or below within the same column, or very near. Parts that
 * are both as high as the writing usually is (`usualHeight`, where known) are digits of two lines.
 */
export function groupParts(components: Component[], usualHeight = Number.POSITIVE_INFINITY): Group[] {
  const groups = components.map(groupOf);
  for (let merged = true; merged; ) {
    merged = false;
    for (let i = 0; i < groups.length; i++) {
      for (let j = groups.length - 1; j > i; j--) {
        if (!belongTogether(groups[i], groups[j], usualHeight)) continue;
        groups[i] = joinGroups(groups[i], groups[j]);
        groups.splice(j, 1);
        merged = true;
      }
    }
  }
  return groups.sort((a, b) => b.mass - a.mass);
}

/** Two groups as one. */
export function joinGroups(a: Group, b: Group): Group {
  return {
    components: [...a.components, ...b.components],
    box: unite(a.box, b.box),
    area: a.area + b.area,
    mass: a.mass + b.mass,
    outline: a.outline + b.outline,
    stroke: Math.max(a.stroke, b.stroke),
  };
}

function belongTogether(a: Group, b: Group, usualHeight: number): boolean {
  const gap = distance(a.box, b.box);
  const thickness = Math.max(thicknessOf(a.area, a.outline), thicknessOf(b.area, b.outline));
  const underlined = underlines(a.box, b.box) || underlines(b.box, a.box);
  if (underlined && gap > 0.5 * thickness) return false;
  // Measured by single strokes, so that a growing group does not swallow a whole page of text.
  const stroke = Math.max(a.stroke, b.stroke);
  const shared = overlapX(a.box, b.box) / Math.min(a.box.width, b.box.width);
  const bothWhole = Math.min(a.box.height, b.box.height) > 0.6 * usualHeight;
  if (shared > 0.5 && gap < 0.3 * stroke && !bothWhole) return true;
  if (gap >= Math.max(0.12 * stroke, 1.2 * thickness)) return false;
  const [smaller, larger] = [sizeOf(a.box), sizeOf(b.box)].sort((x, y) => x - y);
  return smaller < 0.7 * larger || caps(a.box, b.box) || caps(b.box, a.box);
}

/** Whether a box is that of a flat stroke to the upper right of another: a 5 is often written with the cap apart. */
function caps(cap: Box, body: Box): boolean {
  const flat = cap.height < 0.5 * cap.width && cap.width < 1.5 * sizeOf(body);
  return flat && cap.x > body.x && cap.y + cap.height < body.y + 0.35 * body.height;
}

/** Whether a box is that of a flat line below all of another. */
function underlines(line: Box, digit: Box): boolean {
  const flat = line.height < 0.25 * line.width;
  return flat && line.y >= digit.y + digit.height && line.width > 0.5 * digit.width;
}

/** The groups that underline no other. */
export function withoutUnderlines(groups: Group[]): Group[] {
  return groups.filter((line) => !groups.some((digit) => underlines(line.box, digit.box)));
}

/** The least size of a digit, as a share of the picture's longer side. */
const LEAST_SHARE = 0.02;
/** Strokes as thick as this share of the size make a blot; but for one in ten thousand MNIST's are below 0.4. */
const BLOT = 0.44;
/** Smaller groups are too coarse to tell. */
const LEAST_BLOT = 12;

/**
 * Whether a group has the size and shape of a digit: not a dot in a large picture, not a dash, not a blot.
 * @param widest the widest it may be, in its heights: 2 for one digit, more for several that touch
 */
export function isDigitShaped(group: Group, width: number, height: number, widest = 2): boolean {
  const { box, area, outline } = group;
  const size = sizeOf(box);
  const least = Math.max(5, LEAST_SHARE * Math.max(width, height));
  const blot = size >= LEAST_BLOT && thicknessOf(area, outline) > BLOT * size;
  return size >= least && box.width <= widest * box.height && !blot;
}
