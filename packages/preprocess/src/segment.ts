import { isBlot } from "./blot.js";
import { cutAtSeams, type Piece } from "./cut.js";
import { ArgumentError, RefusalError } from "./errors.js";
import { type Extraction, extractInk, renderGroup } from "./extract.js";
import type { Polarity } from "./illumination.js";
import { toPictureBox } from "./mnist.js";
import type { Box, Picture } from "./picture.js";
import { IMAGE_SIZE } from "./place.js";
import { isScribble } from "./scribble.js";
import { type Group, groupParts, isDigitShaped, joinGroups } from "./select.js";

/** How sure a classifier is of each of N images `[N, 28, 28]`: `[N]`, the probability of its most probable digit, 0 to 1. */
export type Score = (images: Uint8Array) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** Options of {@link segmentDigits}. */
export interface SegmentOptions {
  /** Whether the ink is darker or brighter than the paper; found from the picture unless given. */
  polarity?: Polarity;
  /** Where given, decides between one digit, touching digits and a digit in pieces. */
  score?: Score;
}

/** One digit of a picture. */
export interface SegmentedDigit {
  /** 28 x 28 pixels, 0 = background, 255 = ink. */
  image: Uint8Array;
  /** Where it is, in the picture's pixels. */
  box: Box;
  /** The line of writing it stands in, from 0 at the top. */
  line: number;
  /** The number it belongs to, from 0 in reading order: digits of one line without a wide gap. */
  number: number;
}

/** The digits of a picture in reading order, and how they were found. */
export interface Segmentation {
  digits: SegmentedDigit[];
  trace: Extraction;
}

const WORKING_SIDE = 1024;
/** The least height of a digit, as a share of the usual height in the picture. */
const LEAST_HEIGHT = 0.35;
/** The widest run of touching digits, in heights, and the usual width of one. */
const WIDEST_RUN = 6;
const USUAL_WIDTH = 0.7;
/** The gap between two numbers, in digit heights, and at least this many usual gaps. */
const NUMBER_GAP = 1.5;
const USUAL_GAPS = 2.5;

/**
 * Finds all digits of a picture: lines from top to bottom, each from left to right.
 *
 * @throws {RefusalError} when the picture is blank or too small, or holds nothing like a digit
 * @throws {PictureError} when it is no picture
 * @throws {ArgumentError} `ERR_MNIST_ARGUMENT` when `score` gives other than a confidence for each image
 */
export async function segmentDigits(picture: Picture, options: SegmentOptions = {}): Promise<Segmentation> {
  const extraction = extractInk(picture, WORKING_SIDE, options.polarity);
  const { width, height: pictureHeight } = extraction.gray;
  const parts = groupParts(extraction.candidates, usualHeight(extraction.candidates));
  const groups = usualSize(
    parts.filter(
      (group) =>
        isDigitShaped(group, width, pictureHeight, WIDEST_RUN) &&
        !isScribble(group, extraction.labels, width, digitsIn(group)) &&
        !isBlot(group, extraction),
    ),
  );
  if (groups.length === 0) {
    throw new RefusalError("ERR_MNIST_NO_DIGIT", "nothing in the picture looks like a digit");
  }
  const height = usualHeight(groups);
  const digits: SegmentedDigit[] = [];
  let number = -1;
  for (const [line, members] of linesOf(groups, height).entries()) {
    const parts = await partition(extraction, members, height, options.score);
    const gaps = parts.slice(1).map((part, i) => part.box.x - parts[i].box.x - parts[i].box.width);
    const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1];
    for (const [i, part] of parts.entries()) {
      if (i === 0 || gaps[i - 1] > Math.max(NUMBER_GAP * height, USUAL_GAPS * usual)) number++;
      const { image } = renderGroup(extraction, part);
      const box = toPictureBox(part.box, extraction.grayDecision.reduction, picture);
      digits.push({ image, box, line, number });
    }
  }
  return { digits, trace: extraction };
}

/** The median height, each counted by its mass, so that specks do not matter. */
function usualHeight(parts: readonly { box: Box; mass: number }[]): number {
  const sorted = [...parts].sort((a, b) => a.box.height - b.box.height);
  const total = sorted.reduce((sum, part) => sum + part.mass, 0);
  let mass = 0;
  for (const part of sorted) {
    mass += part.mass;
    if (2 * mass >= total) return part.box.height;
  }
  return 0;
}

/** How many digits a group's width has room for. */
function digitsIn({ box }: Group): number {
  return Math.max(1, Math.round(box.width / (USUAL_WIDTH * box.height)));
}

/** Leaves out what is far smaller or larger than the rest: specks, punctuation, borders. */
function usualSize(groups: Group[]): Group[] {
  const height = usualHeight(groups);
  return groups.filter(({ box }) => box.height >= LEAST_HEIGHT * height && box.height <= 2.5 * height);
}

/** Lines of writing, top to bottom, each left to right: neighbors that overlap in height, however askew the line. */
function linesOf(groups: Group[], height: number): Group[][] {
  const waiting = [...groups].sort((a, b) => a.box.x - b.box.x);
  const lines: Group[][] = [];
  for (const group of waiting) {
    let best: Group[] | undefined;
    let nearest = Number.POSITIVE_INFINITY;
    for (const line of lines) {
      const { box } = line[line.length - 1];
      const overlap =
        Math.min(box.y + box.height, group.box.y + group.box.height) - Math.max(box.y, group.box.y);
      const gap = group.box.x - box.x - box.width;
      if (overlap < 0.4 * Math.min(box.height, group.box.height) || gap > 12 * height) continue;
      const drift = Math.abs(box.y + box.height / 2 - group.box.y - group.box.height / 2) + Math.max(0, gap);
      if (drift < nearest) {
        nearest = drift;
        best = line;
      }
    }
    if (best) best.push(group);
    else lines.push([group]);
  }
  const middle = (line: Group[]) =>
    line.reduce((sum, { box }) => sum + box.y + box.height / 2, 0) / line.length;
  return lines.sort((a, b) => middle(a) - middle(b));
}

/** Wider than this share of its height: perhaps several digits that touch. */
const WIDE = 0.75;
/** What a cut costs, in nats: a little always, the more the more ink it goes through. */
const CUT_COST = 0.15;
const CUT_INK_COST = 0.5;
/** What it costs to take separate strokes for one digit, in nats. */
const JOIN_COST = 0.25;
/** Pieces of one digit lie no farther apart than this share of its height. */
const JOIN_GAP = 0.15;
/** The most separate strokes of one digit, less one. */
const MOST_JOINS = 3;
/** The widest digit, in heights. */
const WIDEST = 1.8;
/** A piece counts as at least this share of a digit's ink. */
const CRUMB = 0.4;
/** Wider than high is rare in one digit: what each height of excess width costs, in nats. */
const WIDTH_COST = 0.3;
/** A cut gives digits: what each piece costs that is none, in nats. */
const NO_DIGIT_COST = 10;

/**
 * Divides a line into digits. Wide groups are cut at the seams with the least ink; then, by dynamic programming,
 * neighboring pieces are joined so that the classifier's log confidence, weighted by ink, is best.
 */
async function partition(
  extraction: Extraction,
  line: Group[],
  height: number,
  score: Score | undefined,
): Promise<Group[]> {
  if (!score) return line;
  const pieces = line.flatMap((group) =>
    group.box.width > WIDE * Math.max(group.box.height, 0.8 * height)
      ? cutAtSeams(extraction, group, height)
      : [{ group, cut: 0 }],
  );
  const spans = candidateSpans(pieces, height);
  if (spans.length === pieces.length) return pieces.map(({ group }) => group);
  const images = new Uint8Array(spans.length * IMAGE_SIZE * IMAGE_SIZE);
  for (const [i, { group }] of spans.entries()) {
    images.set(renderGroup(extraction, group).image, i * IMAGE_SIZE * IMAGE_SIZE);
  }
  const confidences = await score(images);
  checkConfidences(confidences, spans.length);
  // Crumbs must not come cheap.
  const leastWeight = (CRUMB * line.reduce((sum, { mass }) => sum + mass, 0)) / line.length;
  const best: { value: number; groups: Group[] }[] = [{ value: 0, groups: [] }];
  for (let end = 1; end <= pieces.length; end++) {
    best[end] = { value: Number.NEGATIVE_INFINITY, groups: [] };
    for (const [i, span] of spans.entries()) {
      if (span.end !== end) continue;
      const weight = Math.max(span.group.mass, leastWeight);
      const confidence = Math.max(1e-4, Math.min(1, confidences[i]));
      const noDigit = span.isCut && confidence < 0.5 ? NO_DIGIT_COST : 0;
      const value = best[span.start].value + weight * (Math.log(confidence) - span.cost - noDigit);
      if (value > best[end].value) best[end] = { value, groups: [...best[span.start].groups, span.group] };
    }
  }
  return best[pieces.length].groups;
}

/** Float32 softmax may reach a little above 1. */
const MOST_CONFIDENT = 1.001;

function checkConfidences(confidences: ArrayLike<number>, images: number): void {
  const values = Array.from(confidences);
  if (values.length === images && values.every((value) => value >= 0 && value <= MOST_CONFIDENT)) return;
  const got = `${values.length} numbers that begin with ${values.slice(0, 3).join(", ")}`;
  throw new ArgumentError(
    `score must give a confidence from 0 to 1 for each of ${images} images, got ${got}`,
  );
}

/** A run of neighboring pieces that may be one digit, and what speaks against it, in nats. */
interface Span {
  start: number;
  end: number;
  group: Group;
  cost: number;
  /** Whether it is a part of what is connected. */
  isCut: boolean;
}

function candidateSpans(pieces: Piece[], height: number): Span[] {
  const cutCost = (piece: Piece | undefined) => (piece?.cut ? CUT_COST + CUT_INK_COST * piece.cut : 0);
  const spans: Span[] = [];
  for (let start = 0; start < pieces.length; start++) {
    let { group } = pieces[start];
    let joins = 0;
    for (let end = start + 1; end <= pieces.length; end++) {
      if (end > start + 1) {
        const next = pieces[end - 1];
        const gap = next.group.box.x - group.box.x - group.box.width;
        group = joinGroups(group, next.group);
        if (group.box.width > WIDEST * Math.max(group.box.height, height)) break;
        if (!next.cut && (gap > JOIN_GAP * height || ++joins > MOST_JOINS)) break;
      }
      const excess = Math.max(0, group.box.width / Math.max(group.box.height, 0.8 * height) - 1);
      const cost = cutCost(pieces[start]) + cutCost(pieces[end]) + JOIN_COST * joins + WIDTH_COST * excess;
      const isCut = Boolean(pieces[start].cut || pieces[end]?.cut);
      spans.push({ start, end, group, cost, isCut });
    }
  }
  return spans;
}
