import type { CalibrationBin, CalibrationCurve } from "../calibration.js";
import { compactCount, percent } from "../format.js";
import { checkGiven } from "../samples.js";
import { wilsonInterval } from "../wilson.js";
import {
  type Area,
  type Axis,
  axes,
  legend,
  line,
  MARGIN,
  niceTicks,
  percentTick,
  position,
} from "./axes.js";
import { element, escapeXml, text } from "./svg.js";
import { fill, plot, stroke } from "./theme.js";

const WIDTH = 400;
const HEIGHT = 270;
const HISTOGRAM_HEIGHT = 56;

/**
 * A reliability diagram as an SVG: how often predictions were right (bars, with their 95 % Wilson interval) against
 * how confident they were; on the dashed diagonal the two agree. Above it, how many samples each bin holds, on a
 * logarithmic scale.
 *
 * @returns an SVG document as text, which may also stand inside HTML
 */
export function plotReliability(curve: CalibrationCurve): string {
  checkGiven({ curve });
  const { bins, expectedError, maximumError } = curve;
  const x: Axis = { name: "Confidence", domain: [0, 1], ticks: niceTicks(0, 1), format: percentTick };
  const y: Axis = { name: "Accuracy", domain: [0, 1], ticks: niceTicks(0, 1), format: percentTick };
  const histogram = { left: MARGIN.left, top: MARGIN.top, width: WIDTH, height: HISTOGRAM_HEIGHT };
  const area = { left: MARGIN.left, top: MARGIN.top + HISTOGRAM_HEIGHT + 18, width: WIDTH, height: HEIGHT };
  const filled = bins.filter(({ samples }) => samples > 0);
  const width = MARGIN.left + WIDTH + MARGIN.right;
  const keyTop = area.top + area.height + MARGIN.bottom + 4;
  const key = legend(
    [
      { label: "perfect calibration", role: "muted", width: 1, dash: "2 4" },
      { label: "95 % interval", role: "ink", width: 1.5 },
    ],
    MARGIN.left,
    width,
    keyTop,
  );
  return plot(
    width,
    keyTop + key.height + 28,
    `Reliability diagram: expected calibration error ${percent(expectedError)}, maximum ${percent(maximumError)}`,
    ...histogramOf(bins, histogram),
    axes(area, x, y),
    ...filled.map((bin) => bar(bin, area, x, y)),
    line(area, x, y, {
      points: [
        [0, 0],
        [1, 1],
      ],
      role: "muted",
      width: 1,
      dash: "2 4",
    }),
    ...filled.map((bin) => whisker(bin, area, x, y)),
    key.markup,
    text(
      MARGIN.left,
      keyTop + key.height + 16,
      `ECE ${percent(expectedError)}, MCE ${percent(maximumError)}`,
      fill("ink"),
    ),
  );
}

function bar(bin: CalibrationBin, area: Area, x: Axis, y: Axis): string {
  const left = position(x, bin.low, area, true);
  const top = position(y, bin.accuracy, area);
  return element(
    "rect",
    {
      x: left + 1,
      y: top,
      width: Math.max(1, position(x, bin.high, area, true) - left - 2),
      height: area.top + area.height - top,
      ...fill("right"),
      "fill-opacity": 0.75,
    },
    element(
      "title",
      {},
      escapeXml(
        `${bin.samples} samples with ${percent(bin.confidence)} mean confidence, ${percent(bin.accuracy)} right`,
      ),
    ),
  );
}

function whisker(bin: CalibrationBin, area: Area, x: Axis, y: Axis): string {
  const [low, high] = wilsonInterval(bin.accuracy * bin.samples, bin.samples);
  const at = position(x, bin.confidence, area, true);
  return element("path", {
    d: `M${at.toFixed(1)} ${position(y, low, area).toFixed(1)}V${position(y, high, area).toFixed(1)}`,
    ...stroke("ink"),
    "stroke-width": 1.5,
  });
}

function histogramOf(bins: CalibrationBin[], area: Area): string[] {
  const most = Math.max(1, ...bins.map(({ samples }) => samples));
  const bottom = area.top + area.height;
  return [
    ...bins.flatMap(({ low, high, samples }) => {
      if (samples === 0) return [];
      const height = ((area.height - 14) * Math.log1p(samples)) / Math.log1p(most);
      const left = area.left + low * area.width + 1;
      const width = Math.max(1, (high - low) * area.width - 2);
      return [
        element("rect", {
          x: left,
          y: bottom - height,
          width,
          height,
          ...fill("muted"),
          "fill-opacity": 0.45,
        }),
        width > 18
          ? text(left + width / 2, bottom - height - 4, compactCount(samples), {
              ...fill("muted"),
              "text-anchor": "middle",
              "font-size": 10,
            })
          : "",
      ];
    }),
    text(14, area.top + area.height / 2, "Samples", {
      ...fill("ink"),
      "text-anchor": "middle",
      transform: `rotate(-90 14 ${area.top + area.height / 2})`,
    }),
  ];
}
