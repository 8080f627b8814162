/** Plain text for terminals: padding, numbers and colors. */

/** A name with its control characters replaced, so that it can move no cursor and color no screen. */
export function printable(name: string): string {
  return name.replace(/\p{C}/gu, "\ufffd");
}

/** A rate from 0 to 1 as a percentage with two decimals, e.g. "99.21 %"; "-" for NaN. */
export function percent(rate: number, decimals = 2): string {
  return Number.isNaN(rate) ? "-" : `${(rate * 100).toFixed(decimals)} %`;
}

/** Counts with thousands separators, weighted sums with up to two decimals. */
export function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** Paints text with SGR codes (https://en.wikipedia.org/wiki/ANSI_escape_code#SGR), or leaves it as it is. */
export function painter(color: boolean): (text: string, ...codes: (number | string)[]) => string {
  return (text, ...codes) => (color && codes.length > 0 ? `\x1b[${codes.join(";")}m${text}\x1b[0m` : text);
}
