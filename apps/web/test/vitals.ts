import type { Page } from "playwright-core";

/** What Lighthouse asks a page, counted as there. */
export interface Vitals {
  /** Milliseconds until the largest thing was painted. */
  largestPaint: number;
  /** The most milliseconds at once in which the page could not answer. */
  longestTask: number;
  /** How much moved, and how far, without a person's doing: 0 for nothing. */
  shift: number;
}

/** What the browser has noted since the page was opened. */
export async function vitals(page: Page): Promise<Vitals> {
  const entries = await page.evaluate(async () => {
    const noted: Entry[] = [];
    for (const type of ["largest-contentful-paint", "longtask", "layout-shift"]) {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) noted.push(entry.toJSON());
      }).observe({ type, buffered: true });
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    return noted;
  });
  const of = (type: string) => entries.filter(({ entryType }) => entryType === type);
  return {
    largestPaint: of("largest-contentful-paint").at(-1)?.startTime ?? 0,
    longestTask: Math.max(0, ...of("longtask").map(({ duration }) => duration)),
    shift: of("layout-shift").reduce(
      (sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value),
      0,
    ),
  };
}

interface Entry {
  entryType: string;
  startTime: number;
  duration: number;
  value: number;
  hadRecentInput: boolean;
}
