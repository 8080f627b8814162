/**
 * The colors of all plots. Each role has one color for light and one for dark; hues are those of Okabe and Ito
 * ("Color universal design", 2008), which stay apart for every kind of color blindness.
 *
 * Elements carry the light color as an attribute, for programs that read no CSS, and a class whose style reads the
 * custom property `--plot-<role>`: a page overrides it with `.mnist-plot { --plot-right: ... }`.
 */
import { type Attributes, element } from "./svg.js";

const ROLES = {
  surface: { light: "#ffffff", dark: "#17191d" },
  ink: { light: "#1b1f24", dark: "#e9ebee" },
  muted: { light: "#616973", dark: "#9aa3ae" },
  grid: { light: "#e7e9ec", dark: "#2b2f36" },
  empty: { light: "#f5f6f7", dark: "#1e2126" },
  right: { light: "#0072b2", dark: "#4aa8e0" },
  wrong: { light: "#d55e00", dark: "#f08a3c" },
  third: { light: "#00896a", dark: "#35c79d" },
  /** Text on a cell filled with `right` or `wrong`. */
  inverse: { light: "#ffffff", dark: "#0d1114" },
} as const;

export type Role = keyof typeof ROLES;

export function fill(role: Role): Attributes {
  return { class: `fill-${role}`, fill: ROLES[role].light };
}

export function stroke(role: Role): Attributes {
  return { class: `stroke-${role}`, stroke: ROLES[role].light, fill: "none" };
}

/** The custom properties of one theme as CSS declarations. */
export function themeProperties(theme: "light" | "dark"): string {
  return Object.entries(ROLES)
    .map(([role, colors]) => `--plot-${role}:${colors[theme]}`)
    .join(";");
}

const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

const STYLE = [
  `:where(.mnist-plot){${themeProperties("light")}}`,
  `@media screen and (prefers-color-scheme:dark){:where(.mnist-plot){${themeProperties("dark")}}}`,
  ...Object.keys(ROLES).flatMap((role) => [
    `.mnist-plot .fill-${role}{fill:var(--plot-${role})}`,
    `.mnist-plot .stroke-${role}{stroke:var(--plot-${role})}`,
  ]),
  ".mnist-plot text{font-variant-numeric:tabular-nums}",
  ".mnist-plot a{cursor:pointer}.mnist-plot a:hover rect,.mnist-plot a:focus-visible rect",
  "{stroke:var(--plot-ink);stroke-width:2}.mnist-plot a:focus-visible{outline:none}",
].join("");

/** A whole plot of the given size in pixels; `label` says what it shows to those who cannot see it. */
export function plot(width: number, height: number, label: string, ...children: string[]): string {
  const linked = children.some((child) => child.includes("<a "));
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "mnist-plot",
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      width: Math.ceil(width),
      height: Math.ceil(height),
      // An image's children are hidden from screen readers, so a plot with links is a group.
      role: linked ? "group" : "img",
      "aria-label": label,
      "font-family": FONT,
      "font-size": 13,
    },
    element("style", {}, STYLE),
    element("rect", { width: Math.ceil(width), height: Math.ceil(height), ...fill("surface") }),
    ...children,
  );
}
