import { MetricsError } from "../errors.js";
import { checkGiven } from "../samples.js";
import { type Axis, niceTicks, percentTick } from "./axes.js";
import { chart } from "./chart.js";
import type { Role } from "./theme.js";

/** What is known after one epoch of training; rates from 0 to 1, losses in nats. */
export interface EpochMetrics {
  /** From 1 up. */
  epoch: number;
  loss?: number;
  accuracy?: number;
  validationLoss?: number;
  validationAccuracy?: number;
  /** Both as a pair, in the form in which `train` of @mnist/model tells them; what is given above goes first. */
  validation?: { loss?: number; accuracy?: number };
}

type Series = (epoch: EpochMetrics) => number | undefined;

/** The two series of a plot. */
const SERIES: Record<"loss" | "accuracy", [training: Series, validation: Series]> = {
  loss: [({ loss }) => loss, ({ validationLoss, validation }) => validationLoss ?? validation?.loss],
  accuracy: [
    ({ accuracy }) => accuracy,
    ({ validationAccuracy, validation }) => validationAccuracy ?? validation?.accuracy,
  ],
};

const STYLES: { name: string; role: Role; dash?: string }[] = [
  { name: "training", role: "right", dash: "7 4" },
  { name: "validation", role: "wrong" },
];

/** Up to so many epochs, each has a dot. */
const MAX_DOTS = 25;

/**
 * The loss or the accuracy over the epochs as an SVG chart, in training and in validation as far as known. Values
 * that are not finite are left out.
 *
 * @returns an SVG document as text, which may also stand inside HTML
 * @throws {MetricsError} `ERR_METRICS_ARGUMENT` when no epoch has a value
 */
export function plotTrainingCurves(
  history: readonly EpochMetrics[],
  metric: "loss" | "accuracy" = "loss",
): string {
  checkGiven({ history });
  const series = SERIES[metric].map((read) =>
    history.flatMap((epoch): [number, number][] => {
      const value = read(epoch);
      return value !== undefined && Number.isFinite(value) ? [[epoch.epoch, value]] : [];
    }),
  );
  const points = series.flat();
  if (points.length === 0) {
    throw new MetricsError("ERR_METRICS_ARGUMENT", `the training history has no ${metric} to draw`);
  }
  return chart({
    label: `Training curves: ${metric} over ${history.length} epochs`,
    x: epochAxis(points.map(([epoch]) => epoch)),
    y:
      metric === "loss"
        ? lossAxis(points.map(([, loss]) => loss))
        : accuracyAxis(points.map(([, rate]) => rate)),
    lines: series.flatMap((line, i) =>
      line.length === 0
        ? []
        : [
            {
              ...STYLES[i],
              points: line,
              width: 2,
              dots: history.length <= MAX_DOTS,
              legend: STYLES[i].name,
            },
          ],
    ),
  });
}

/** Whether the history has a value to draw. */
export function hasMetric(history: readonly EpochMetrics[], metric: "loss" | "accuracy"): boolean {
  return history.some((epoch) => SERIES[metric].some((read) => Number.isFinite(read(epoch))));
}

function epochAxis(epochs: number[]): Axis {
  const [first, last] = [Math.min(...epochs), Math.max(...epochs)];
  return {
    name: "Epoch",
    domain: first === last ? [first - 0.5, last + 0.5] : [first, last],
    ticks: first === last ? [first] : niceTicks(first, last, 8).filter(Number.isInteger),
    format: String,
  };
}

function lossAxis(losses: number[]): Axis {
  const high = Math.max(...losses) * 1.05 || 1;
  return { name: "Loss (nats)", domain: [0, high], ticks: niceTicks(0, high), format: String };
}

function accuracyAxis(rates: number[]): Axis {
  const least = Math.min(...rates);
  const step = niceTicks(Math.min(least, 0.999), 1)[1] - niceTicks(Math.min(least, 0.999), 1)[0];
  const low = Math.max(0, Math.floor(least / step) * step);
  return { name: "Accuracy", domain: [low, 1], ticks: niceTicks(low, 1), format: percentTick };
}
