import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { cssColor, theme } from "../../theme.js";
import type { Look } from "../../training/events.js";
import { lossText } from "../../ui/format.js";
import { looks } from "./state.js";

const HEIGHT = 160;

/** Loss and accuracy as they change: training steps in soft, test images in strong lines. */
export function Curves() {
  return (
    <section class="card curves" aria-label="Learning curves">
      <Curve title="Loss" columns={lossColumns} series={[{ label: "training", color: "--accent" }]} />
      <Curve
        title="Accuracy"
        columns={accuracyColumns}
        series={[
          { label: "training", color: "--muted" },
          { label: "test", color: "--accent" },
        ]}
        percent
      />
    </section>
  );
}

function Curve(props: {
  title: string;
  columns: (looks: readonly Look[]) => UPlot.AlignedData;
  series: { label: string; color: `--${string}` }[];
  percent?: boolean;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);

  const build = () => {
    const element = holder.current;
    if (!element) return;
    plot.current?.destroy();
    plot.current = new UPlot(
      options(props, element.clientWidth || 320),
      props.columns(looks.peek()),
      element,
    );
  };

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      plot.current?.setSize({ width: Math.floor(entry.contentRect.width), height: HEIGHT });
    });
    if (holder.current) observer.observe(holder.current);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
    };
  }, []);

  useSignalEffect(() => {
    void theme.value;
    build();
  });
  useSignalEffect(() => {
    const data = looks.value;
    plot.current?.setData(props.columns(data));
  });

  return (
    <figure>
      <figcaption>
        <h2>{props.title}</h2>
        <ul class="legend">
          {props.series.map(({ label, color }) => (
            <li key={label} class={color.slice(2)}>
              {label}
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={holder} class="plot" role="img" aria-label={`${props.title} over training images`} />
    </figure>
  );
}

function options(
  { series, percent }: { series: { label: string; color: `--${string}` }[]; percent?: boolean },
  width: number,
): UPlot.Options {
  const axis = {
    stroke: cssColor("--muted"),
    font: "11px system-ui",
    grid: { stroke: cssColor("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      // Before there is anything to show: one epoch.
      x: { time: false, range: (plot, min, max) => (plot.data[0].length > 1 ? [min, max] : [0, 60_000]) },
      y: { range: percent ? accuracyRange : lossRange },
    },
    axes: [
      {
        ...axis,
        size: 20,
        grid: { show: false },
        values: (_, ticks) => ticks.map((tick) => `${tick / 1000}k`),
      },
      {
        ...axis,
        size: 46,
        values: (_, ticks) =>
          ticks.map((tick) => (percent ? `${Math.round(tick * 1000) / 10}%` : lossTick(tick))),
      },
    ],
    series: [
      {},
      ...series.map(({ label, color }) => ({
        label,
        stroke: cssColor(color),
        width: 2,
        points: { show: false },
      })),
    ],
  };
}

/** Ticks have to fit beside the plot. */
function lossTick(tick: number): string {
  return tick < 1000 ? `${tick}` : lossText(tick);
}

function lossRange(_: UPlot, _min: number | null, max: number | null): [number, number] {
  return [0, Math.max(max ?? 2.5, 0.1)];
}

/** Shows what is above chance; rises with the curve, so that the last percents can be told apart. */
function accuracyRange(_: UPlot, min: number | null): [number, number] {
  return [Math.min(0.9, Math.max(0, Math.floor((min ?? 0) * 10) / 10)), 1];
}

function lossColumns(all: readonly Look[]): UPlot.AlignedData {
  return [all.map(({ images }) => images), all.map(({ loss }) => loss)];
}

function accuracyColumns(all: readonly Look[]): UPlot.AlignedData {
  return [
    all.map(({ images }) => images),
    all.map(({ accuracy }) => accuracy),
    all.map(({ test }) => test.accuracy),
  ];
}
