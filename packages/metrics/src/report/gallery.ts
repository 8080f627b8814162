/** Images of samples: the worst errors, and the dialog behind each cell of the confusion matrix. */
import type { ConfusionMatrix } from "../confusion-matrix.js";
import { count, percent } from "../format.js";
import { escapeXml } from "../svg/svg.js";
import { cellId, isError, type Sample } from "./choose-samples.js";
import { grayscalePng } from "./png.js";

export interface Gallery {
  /** The samples to show, worst first. */
  shown: readonly Sample[];
  /** The pixels of a sample, if there are images. */
  pixels: (index: number) => Uint8Array | undefined;
  name: (index: number) => string;
  /** Width and height of an image in pixels. */
  imageSize: number;
  matrix: ConfusionMatrix;
}

/** The errors with the highest loss. */
export function worstErrors(gallery: Gallery, limit: number): string {
  const errors = gallery.shown.filter(isError).slice(0, limit);
  if (errors.length === 0) return "";
  return `<section class="card">
<h2>Worst errors</h2>
<p class="note">Highest loss first: true class → prediction, and how sure the classifier was of it.</p>
<div class="gallery">${errors.map((sample) => figure(gallery, sample)).join("")}</div>
</section>`;
}

/** One dialog for each cell with samples to show. */
export function cellDialogs(gallery: Gallery): string {
  const cells = new Map<string, Sample[]>();
  for (const sample of gallery.shown) {
    const id = cellId(sample.trueClass, sample.predictedClass);
    cells.set(id, [...(cells.get(id) ?? []), sample]);
  }
  return [...cells].map(([id, samples]) => cellDialog(gallery, id, samples)).join("\n");
}

function cellDialog(gallery: Gallery, id: string, samples: Sample[]): string {
  const { matrix } = gallery;
  const { trueClass, predictedClass } = samples[0];
  const [from, to] = [matrix.classNames[trueClass], matrix.classNames[predictedClass]].map(escapeXml);
  const total = matrix.at(trueClass, predictedClass);
  const which =
    samples.length < total ? `${samples.length} of ${count(total)} samples, worst first` : plural(total);
  return `<dialog id="${id}" aria-labelledby="${id}-title">
<header><h2 id="${id}-title">True ${from}, predicted ${to}</h2><a class="close" href="#confusion-matrix">Close</a></header>
<p class="note">${which}</p>
<div class="gallery">${samples.map((sample) => figure(gallery, sample)).join("")}</div>
</dialog>`;
}

function figure({ matrix, pixels, name, imageSize }: Gallery, sample: Sample): string {
  const [from, to] = [matrix.classNames[sample.trueClass], matrix.classNames[sample.predictedClass]].map(
    escapeXml,
  );
  const title = escapeXml(name(sample.index));
  const shortName = escapeXml(name(sample.index).split(/[\\/]/).at(-1) ?? "");
  const image = pixels(sample.index);
  const picture = image
    ? `<img src="${grayscalePng(image, imageSize, imageSize)}" width="${imageSize}" height="${imageSize}" alt="${title}: ${from}">`
    : "";
  const verdict = isError(sample) ? `<b>${from} <i>→</i> ${to}</b>` : `<b>${from}</b>`;
  return `<figure>${picture}<figcaption>${verdict}<span>${percent(sample.confidence, 1)}</span> <small title="${title}">${shortName}</small></figcaption></figure>`;
}

function plural(samples: number): string {
  return samples === 1 ? "1 sample" : `${count(samples)} samples`;
}
