import type { Picture } from "@mnist/preprocess";
import { readImage } from "@mnist/preprocess/node";
import { Random } from "@mnist/random";
import { photographed } from "./kinds/photographed.js";
import { phonePhoto } from "./phone-photo.js";

const WORDS =
  "the quick brown fox jumps over the lazy dog while seven wizards quietly boxed jars of every size";

/** Kinds of photos whose paper is tried empty, too. */
const EMPTY = [
  "ruled paper",
  "squared paper",
  "dotted paper",
  "shadow's edge",
  "vignette",
  "flash glare",
  "creases",
  "sheet on a desk",
  "desk at one side",
  "sticky note",
  "whiteboard",
  "scan with holes and specks",
];

/** Photos of empty paper of many kinds, scribbles, and printed text: pictures that hold no digit. */
export async function notDigitPictures(count: number, seed: number): Promise<Record<string, Picture[]>> {
  const pictures: Record<string, Picture[]> = { "blank paper": [], scribble: [], text: [] };
  for (let n = 0; n < count; n++) {
    pictures["blank paper"].push(await phonePhoto(new Uint8Array(784), seed, n));
    for (const name of EMPTY) {
      pictures[`empty: ${name}`] ??= [];
      const random = new Random(seed, `empty ${name}`).lane(n);
      pictures[`empty: ${name}`].push(
        await photographed[name]({ image: new Uint8Array(784), way: [] }, random),
      );
    }
    pictures.scribble.push(await drawing(scribble(new Random(seed, "scribble").lane(n))));
    pictures.text.push(await drawing(text(new Random(seed, "text").lane(n))));
  }
  return pictures;
}

function drawing(content: string): Promise<Picture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">
    <rect width="600" height="400" fill="white"/>${content}</svg>`;
  return readImage(Buffer.from(svg), { svg: true });
}

function scribble(random: Random): string {
  const point = () => `${80 + random.integer(440)} ${40 + random.integer(320)}`;
  const curves = Array.from({ length: 8 + random.integer(25) }, () => `Q${point()} ${point()}`).join(" ");
  return `<path d="M${point()} ${curves}" fill="none" stroke="black" stroke-width="${2 + random.integer(10)}"/>`;
}

function text(random: Random): string {
  const words = WORDS.split(" ");
  const size = 12 + random.integer(40);
  const line = () => Array.from({ length: 2 + random.integer(7) }, () => words[random.integer(words.length)]);
  return Array.from(
    { length: 1 + random.integer(10) },
    (_, row) =>
      `<text x="10" y="${(row + 1) * size * 1.2}" font-size="${size}" font-family="sans-serif">${line().join(" ")}</text>`,
  ).join("");
}
