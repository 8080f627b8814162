/** Paints text with SGR codes (https://en.wikipedia.org/wiki/ANSI_escape_code#SGR), or leaves it as it is. */
export function painter(color: boolean): (text: string, ...codes: (number | string)[]) => string {
  return (text, ...codes) => (color && codes.length > 0 ? `\x1b[${codes.join(";")}m${text}\x1b[0m` : text);
}
