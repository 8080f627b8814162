import { useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { cssColor, theme } from "../theme.js";
import type { DrawingModel } from "./drawing.js";
import { penByKeyboard } from "./keyboard.js";
import { renderDrawing } from "./render.js";
import type { Point } from "./stroke.js";
import "./pad.css";

/** A square to draw on with mouse, finger, stylus or keyboard. `children` lie over it. */
export function Pad(props: { drawing: DrawingModel; label: string; children?: ComponentChildren }) {
  const { drawing } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const pen = useRef<{ id: number; box: DOMRect } | undefined>(undefined);
  const keyboard = useRef(penByKeyboard(drawing));

  const redraw = () => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    context.clearRect(0, 0, element.width, element.height);
    renderDrawing(context, drawing.strokes.value, element.width, cssColor("--ink"));
    keyboard.current.renderCursor(context, element.width, cssColor("--accent"));
  };

  useSignalEffect(() => {
    void [theme.value, drawing.strokes.value, keyboard.current.cursor.value];
    redraw();
  });

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const measure = () => {
      if (pen.current) pen.current.box = element.getBoundingClientRect();
    };
    addEventListener("scroll", measure);
    const observer = new ResizeObserver(() => {
      measure();
      const side = Math.round(element.clientWidth * Math.min(devicePixelRatio, 3));
      if (side === 0 || side === element.width) return;
      element.width = side;
      element.height = side;
      redraw();
    });
    observer.observe(element);
    return () => {
      removeEventListener("scroll", measure);
      observer.disconnect();
      // Nobody tells a pad that is gone that the pen is up.
      drawing.finish();
    };
  }, []);

  const down = (event: PointerEvent) => {
    if (event.button !== 0 || pen.current) return;
    const element = event.currentTarget as HTMLCanvasElement;
    element.setPointerCapture(event.pointerId);
    // Measured once a stroke, and when the page is scrolled or resized: at every movement, the browser would have to
    // lay out the page before the ink is read.
    pen.current = { id: event.pointerId, box: element.getBoundingClientRect() };
    drawing.start(pointOf(event, pen.current.box), event.pointerType === "pen");
  };
  const move = (event: PointerEvent) => {
    if (!pen.current || event.pointerId !== pen.current.id) return;
    const { box } = pen.current;
    const events = event.getCoalescedEvents?.() ?? [];
    drawing.extend((events.length > 0 ? events : [event]).map((each) => pointOf(each, box)));
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== pen.current?.id) return;
    pen.current = undefined;
    if (event.type === "pointercancel") drawing.cancel();
    else drawing.finish();
  };

  const lost = (event: PointerEvent) => {
    // Chromium gives the pointer free when a second button is lifted; the pen is still down.
    if (pen.current && event.buttons & 1) {
      (event.currentTarget as HTMLCanvasElement).setPointerCapture(event.pointerId);
    } else up(event);
  };
  // A second button that is touched by the way would end the stroke in a menu.
  const noMenu = (event: MouseEvent) => {
    if (pen.current) event.preventDefault();
  };

  // Like an application, the pad takes the keys itself while it has the focus.
  const application = {
    role: "application",
    tabIndex: 0,
    "aria-label": props.label,
    "aria-describedby": "pad-help",
    onKeyDown: keyboard.current.keyDown,
    onBlur: keyboard.current.leave,
  } as const;

  return (
    <div class="pad">
      <div class="surface" {...application}>
        <canvas
          ref={canvas}
          class={drawing.tool.value}
          onPointerDown={down}
          onPointerMove={move}
          onPointerUp={up}
          onPointerCancel={up}
          onLostPointerCapture={lost}
          onContextMenu={noMenu}
        />
      </div>
      <p id="pad-help" hidden>
        Draw with a pointer, or with the keyboard: arrow keys move the pen, space puts it down and lifts it,
        Shift makes smaller steps, Escape hides it.
      </p>
      {props.children}
    </div>
  );
}

function pointOf(event: PointerEvent, { left, top, width, height }: DOMRect): Point {
  return {
    x: (event.clientX - left) / width,
    y: (event.clientY - top) / height,
    pressure: event.pressure || 0.5,
  };
}
