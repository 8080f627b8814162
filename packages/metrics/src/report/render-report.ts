import { evaluateClassifier, matrixOf } from "../evaluate.js";
import { checkOption, checkSameLength } from "../samples.js";
import { escapeXml } from "../svg/svg.js";
import { cellId, chooseSamples, rankSamples } from "./choose-samples.js";
import { cellDialogs, type Gallery, worstErrors } from "./gallery.js";
import type { ReportInput } from "./report-input.js";
import { SCRIPT } from "./script.js";
import { classTable, curves, header, matrixSection, summary } from "./sections.js";
import { STYLE } from "./style.js";

/** The size of an image in the report, in pixels. */
const IMAGE_SIZE = 28;

/** How many errors stand in the list of the worst. */
const WORST_ERRORS = 24;

/**
 * A report on a classifier as one HTML document that needs no network: summary, confusion matrix whose cells open
 * the images behind them, worst errors, rates of each class, calibration and further curves, and what identifies
 * model and data. It follows the reader's light or dark theme, and prints.
 *
 * All names are escaped. The document depends on its input alone: no date, no random numbers.
 *
 * @returns HTML
 * @throws {MetricsError} when there are no samples, or values are out of range
 */
export function renderReport(input: ReportInput): string {
  const matrix = matrixOf(input);
  const { labels, probabilities, images, sampleNames, title = "Classifier report", maxImages = 200 } = input;
  if (images) checkSameLength(labels.length * IMAGE_SIZE ** 2, images.length, "pixels of images of 28 x 28");
  if (sampleNames) checkSameLength(labels.length, sampleNames.length, "sample names");
  checkOption("maxImages", maxImages, Number.isInteger(maxImages) && maxImages >= 0, "an integer from 0 up");
  const evaluation = evaluateClassifier(input);
  const ranked = rankSamples(labels, probabilities, matrix);
  const gallery: Gallery = {
    shown: chooseSamples(ranked, images ? maxImages : WORST_ERRORS, WORST_ERRORS),
    pixels: (index) => images?.subarray(index * IMAGE_SIZE ** 2, (index + 1) * IMAGE_SIZE ** 2),
    name: (index) => sampleNames?.[index] ?? `#${index}`,
    imageSize: IMAGE_SIZE,
    matrix,
  };
  const linked = new Set(images ? gallery.shown.map((s) => cellId(s.trueClass, s.predictedClass)) : []);
  const body = [
    header(title, evaluation, input.model, input.dataset),
    "<main>",
    summary(evaluation),
    matrixSection(matrix, linked),
    worstErrors(gallery, WORST_ERRORS),
    classTable(evaluation),
    curves(input, matrix.classNames),
    "</main>",
    images ? cellDialogs(gallery) : "",
  ];
  return page(title, body.join("\n"));
}

/** Nothing may be loaded from anywhere: the policy makes browsers hold to it. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
<script>${SCRIPT}</script>
</body>
</html>
`;
}
