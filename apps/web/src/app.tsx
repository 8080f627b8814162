import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentType } from "preact";
import { route, type ScreenPath, screens } from "./route.js";
import { DrawScreen } from "./screens/draw/draw-screen.js";
import { theme, toggleTheme } from "./theme.js";
import { Icon } from "./ui/icon.js";

/** Screens other than the first are loaded when they are opened. */
const load: Record<Exclude<ScreenPath, "draw">, () => Promise<ComponentType>> = {
  train: () => import("./screens/train/train-screen.js").then((m) => m.TrainScreen),
  explore: () => import("./screens/explore/explore-screen.js").then((m) => m.ExploreScreen),
  inside: () => import("./screens/inside/inside-screen.js").then((m) => m.InsideScreen),
};

export function App() {
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <a class="wordmark" href="#/draw">
          mnist
        </a>
        <nav aria-label="Screens">
          {screens.map(({ path, title }) => (
            <a key={path} href={`#/${path}`} aria-current={route.value === path ? "page" : undefined}>
              <Icon name={path} />
              <span>{title}</span>
            </a>
          ))}
        </nav>
        <button
          type="button"
          class="quiet icon-only"
          onClick={toggleTheme}
          aria-label={theme.value === "dark" ? "Use the light theme" : "Use the dark theme"}
        >
          <Icon name={theme.value === "dark" ? "sun" : "moon"} />
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        <Screen />
      </main>
    </>
  );
}

function Screen() {
  const loaded = useSignal<Partial<Record<ScreenPath, ComponentType>>>({ draw: DrawScreen });
  const failed = useSignal<ScreenPath | undefined>(undefined);
  const Current = useComputed(() => loaded.value[route.value]);

  useSignalEffect(() => {
    const path = route.value;
    if (path === "draw" || loaded.value[path]) return;
    failed.value = undefined;
    load[path]()
      .then((component) => {
        loaded.value = { ...loaded.value, [path]: component };
      })
      .catch(() => {
        failed.value = path;
      });
  });

  const Component = Current.value;
  if (Component) return <Component />;
  return (
    <p class="notice">
      {failed.value === route.value
        ? "This screen could not be loaded. Are you offline? Reload the page to try again."
        : "Loading …"}
    </p>
  );
}
