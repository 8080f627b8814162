/** A share as people read it: 0.99123 is "99.12 %". */
export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** A number with thousands separated: 60000 is "60,000". */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** "1 image", "2 images". */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}
