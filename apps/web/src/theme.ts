import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
const chosen = signal(readChoice());
const systemTheme = signal<Theme>(system.matches ? "dark" : "light");
system.addEventListener("change", () => {
  systemTheme.value = system.matches ? "dark" : "light";
});

/** The theme in use: the person's choice, else the system's. Canvases redraw when it changes. */
export const theme = signal<Theme>(chosen.value ?? systemTheme.value);

effect(() => {
  theme.value = chosen.value ?? systemTheme.value;
  if (chosen.value) document.documentElement.dataset.theme = chosen.value;
  else delete document.documentElement.dataset.theme;
});

/** Chooses the other theme; choosing the system's own goes back to following the system. */
export function toggleTheme(): void {
  const next = theme.value === "dark" ? "light" : "dark";
  chosen.value = next === systemTheme.value ? undefined : next;
  try {
    if (chosen.value) localStorage.setItem("theme", chosen.value);
    else localStorage.removeItem("theme");
  } catch {
    // Storage is refused: the choice lasts as long as the page.
  }
}

/** The value of a CSS custom property, for what is drawn on a canvas. */
export function cssColor(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function readChoice(): Theme | undefined {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : undefined;
}
