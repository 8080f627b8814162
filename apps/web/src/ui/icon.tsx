/** Line icons on a 24 x 24 grid, drawn for this page. */
const paths = {
  draw: "M4 20l1-5L16 4l4 4L9 19l-5 1z M14 6l4 4",
  train: "M4 20V4 M4 20h16 M7 15c3 0 3-8 6-8s3 3 7 2",
  explore: "M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M14 14h6v6h-6z",
  inside: "M4 8l8-4 8 4-8 4-8-4z M4 12l8 4 8-4 M4 16l8 4 8-4",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8z M12 2v2 M12 20v2 M2 12h2 M20 12h2 M5 5l1.5 1.5 M17.5 17.5L19 19 M5 19l1.5-1.5 M17.5 6.5L19 5",
  moon: "M20 14.5A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14.5z",
  undo: "M9 6L4 11l5 5 M4 11h10a6 6 0 010 12h-2",
  redo: "M15 6l5 5-5 5 M20 11H10a6 6 0 000 12h2",
  eraser: "M8 20h12 M4 15l9-10 7 6-8 9H8l-4-5z M9 10l7 6",
  clear: "M5 7h14 M10 7V4h4v3 M7 7l1 13h8l1-13 M10 11v5 M14 11v5",
  upload: "M12 16V4 M7 9l5-5 5 5 M4 16v4h16v-4",
  camera: "M4 8h4l2-3h4l2 3h4v11H4z M12 10a3.5 3.5 0 100 7 3.5 3.5 0 000-7z",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14 M16 5v14",
  stop: "M6 6h12v12H6z",
  download: "M12 4v12 M7 11l5 5 5-5 M4 20h16",
  close: "M6 6l12 12 M18 6L6 18",
  up: "M6 14l6-6 6 6",
  down: "M6 10l6 6 6-6",
  check: "M5 13l5 5L20 7",
} as const;

export type IconName = keyof typeof paths;

/** Decoration beside a text or inside a control that has its own label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
