import stringWidth from "string-width";

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

/** Several lines as one, with nothing in it that moves the cursor, colors the screen or turns the line around. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ").replaceAll(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/**
 * The text, of one line, with blanks after it, so that it takes at least so many columns of a terminal: two for each
 * ideograph or emoji, none for combining marks.
 */
export function padColumns(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}
