/** What plots of one curve per class share. */
import { area } from "../format.js";
import type { Line } from "./axes.js";
import type { Role } from "./theme.js";

/** Colors and dashes together, so that the curves differ without color, too. */
const STYLES: { role: Role; dash?: string }[] = [
  { role: "wrong" },
  { role: "right", dash: "9 4" },
  { role: "third", dash: "3 4" },
];

/**
 * Lines for many classes that stay readable: the three with the lowest scores in color, on top and named with their
 * score; the others in gray, named together.
 */
export function highlightWorst(
  curves: { name: string; score: number; points: [number, number][] }[],
  scoreName: string,
): (Line & { legend?: string })[] {
  const ascending = [...curves].sort((a, b) => a.score - b.score);
  const worst = ascending.slice(0, STYLES.length);
  const others = ascending.slice(STYLES.length);
  const summary = `${others.length} others, ${scoreName} ${range(others.map(({ score }) => score))}`;
  return [
    ...others.map(({ points }, i) => ({
      points,
      role: "muted" as const,
      width: 1,
      opacity: 0.55,
      legend: i === others.length - 1 ? summary : undefined,
    })),
    ...worst
      .map(({ name, score, points }, i) => ({
        points,
        ...STYLES[i],
        width: 2,
        legend: `${name}: ${scoreName} ${area(score)}`,
      }))
      .reverse(),
  ];
}

/** A round number below all rates, from which an axis can start without hiding them. */
export function lowerBound(rates: number[]): number {
  const least = rates.reduce((low, rate) => Math.min(low, rate), 1);
  return [0.99, 0.98, 0.95, 0.9, 0.8, 0.5].find((bound) => bound <= least) ?? 0;
}

/** "0.99910 to 0.99995"; "none" of nothing. */
export function range(values: number[]): string {
  if (values.length === 0) return "none";
  return `${area(Math.min(...values))} to ${area(Math.max(...values))}`;
}
