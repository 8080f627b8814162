import { signal } from "@preact/signals";

export const screens = [
  { path: "draw", title: "Draw" },
  { path: "train", title: "Train" },
  { path: "explore", title: "Explore" },
  { path: "inside", title: "Look inside" },
] as const;

export type ScreenPath = (typeof screens)[number]["path"];

/** The screen the address names, "draw" when it names none. */
export const route = signal(current());

const SEEN = "seen";
history.replaceState(SEEN, "");

addEventListener("hashchange", () => {
  route.value = current();
  // The browser goes back to where a screen was left; one that was gone to begins at its top.
  if (history.state === SEEN) return;
  history.replaceState(SEEN, "");
  scrollTo(0, 0);
});

function current(): ScreenPath {
  const path = location.hash.replace(/^#\/?/, "");
  return screens.find((screen) => screen.path === path)?.path ?? "draw";
}
