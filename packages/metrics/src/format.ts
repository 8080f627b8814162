/** How names and numbers are written, in terminals and plots alike. */

/**
 * A name with control characters, halves of characters and changes of writing direction replaced, so that it can move
 * no cursor, color no screen and turn no line around.
 */
export function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** How many columns a text takes in a terminal: none for marks on other letters, two for wide letters and emoji. */
export function displayWidth(text: string): number {
  const letters = text.replace(/[\p{M}\p{Emoji_Modifier}\u200d]/gu, "");
  const wide = letters.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/gu,
  );
  return [...letters].length + (wide?.length ?? 0);
}

/** A rate from 0 to 1 as a percentage with two decimals, e.g. "99.21 %"; "-" for NaN. */
export function percent(rate: number, decimals = 2): string {
  return Number.isNaN(rate) ? "-" : `${(rate * 100).toFixed(decimals)} %`;
}

/** An area under a curve from 0 to 1; good classifiers differ only in the last of its five decimals. */
export function area(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(5);
}

/** Counts with thousands separators, weighted sums with up to two decimals. */
export function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** A count in at most five characters, for small cells: 99999, then 120k, 3M. */
export function compactCount(value: number): string {
  if (value >= 1e6) return `${Math.round(value / 1e6)}M`;
  if (value >= 1e5) return `${Math.round(value / 1e3)}k`;
  return String(Number(value.toFixed(value < 1000 ? 1 : 0)));
}
