import { useLayoutEffect, useRef } from "preact/hooks";
import "./plot.css";

/** An SVG of `@mnist/metrics`. The page's policy refuses its style sheet: plot.css is in its place. */
export function Plot({ svg }: { svg: string }) {
  const holder = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const bare = svg.replace(/<style>.*?<\/style>/s, "");
    const plot = new DOMParser().parseFromString(bare, "image/svg+xml").documentElement;
    holder.current?.replaceChildren(plot);
  }, [svg]);
  return <div ref={holder} class="plot-holder" />;
}
