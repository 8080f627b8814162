import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { RefusalError, toMnist } from "@mnist/preprocess";
import { readImage } from "@mnist/preprocess/node";
import { Random } from "@mnist/random";
import opentype, { type Font } from "opentype.js";

/** Fonts that look like handwriting, as npm packages under @fontsource; no hand is in both lists. */
export const fonts = {
  training: [
    "annie-use-your-telescope",
    "architects-daughter",
    "coming-soon",
    "covered-by-your-grace",
    "gloria-hallelujah",
    "gochi-hand",
    "handlee",
    "just-another-hand",
    "nothing-you-could-do",
    "reenie-beanie",
    "schoolbell",
    "shadows-into-light",
    "sue-ellen-francisco",
  ],
  heldOut: ["caveat", "indie-flower", "kalam", "patrick-hand"],
};
/**
 * The letters that are not written like a digit by some hand or other. Left out, and the digit they may be:
 * O o D Q 0, I i J j l 1, Z z 2, A h Y y 4, S s 5, G b 6, T 7, B 8, g q 9.
 */
const letters = "CEFHKLMNPRUVWXacdefkmnprtuvwx";
/** Of each letter in each font. */
const variants = 8;

/** Letters in the handwriting of fonts, prepared as pictures of digits are; what cannot be is left out: `[N, 28, 28]`. */
export async function letterImages(fontNames: readonly string[]): Promise<Uint8Array> {
  const images: Uint8Array[] = [];
  for (const name of fontNames) {
    const font = await openFont(name);
    for (const letter of letters) {
      for (let variant = 0; variant < variants; variant++) {
        const random = new Random(1, `letter ${name} ${letter}`).lane(variant);
        const picture = await readImage(Buffer.from(drawing(font, letter, random)), { svg: true });
        try {
          images.push(toMnist(picture));
        } catch (error) {
          if (!(error instanceof RefusalError)) throw error;
        }
      }
    }
  }
  return Buffer.concat(images);
}

async function openFont(name: string): Promise<Font> {
  const file = import.meta.resolve(`@fontsource/${name}/files/${name}-latin-400-normal.woff`);
  const bytes = await readFile(fileURLToPath(file));
  return opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** A letter on white paper: slanted and turned a little, of any ordinary pen's width. */
function drawing(font: Font, letter: string, random: Random): string {
  const path = font.getPath(letter, 0, 0, 60);
  const { x1, y1, x2, y2 } = path.getBoundingBox();
  const transform = [
    "translate(60 60)",
    `rotate(${random.uniform(-8, 8)})`,
    `skewX(${random.uniform(-12, 12)})`,
    `translate(${-(x1 + x2) / 2} ${-(y1 + y2) / 2})`,
  ].join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120">
    <rect width="120" height="120" fill="white"/>
    <path d="${path.toPathData(2)}" transform="${transform}" stroke="black" stroke-width="${random.uniform(0, 2.4)}"/>
  </svg>`;
}
