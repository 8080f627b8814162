/** Builds SVG as text, so that it works without a DOM. Everything variable passes through `escapeXml`. */

import { displayWidth, printable } from "../format.js";

export type Attributes = Record<string, string | number | undefined>;

/** Text made safe for element content and quoted attributes of SVG and HTML; control characters are replaced. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return printable(text).replace(/[&<>"']/g, (character) => entities[character]);
}

/** An element; `children` are markup already. Numbers are rounded to hundredths, undefined attributes left out. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${escapeXml(typeof value === "number" ? decimal(value) : String(value))}"`,
    )
    .join("");
  return children.length > 0 ? `<${name}${written}>${children.join("")}</${name}>` : `<${name}${written}/>`;
}

/** A text element at a point. */
export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element("text", { x, y, ...attributes }, escapeXml(content));
}

/** A number with up to two decimals. */
export function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** About how wide a text is in pixels at a font size, for layout without a font. */
export function textWidth(content: string, fontSize: number): number {
  return displayWidth(content) * fontSize * 0.56;
}
