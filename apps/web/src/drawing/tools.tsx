import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Icon, type IconName } from "../ui/icon.js";
import { type DrawingModel, type PenWidth, penWidths } from "./drawing.js";

const widthNames: Record<PenWidth, string> = { thin: "Thin pen", medium: "Medium pen", thick: "Thick pen" };

/** Pen, eraser, undo, redo and clear for one pad; `children` are further tools. */
export function DrawingTools(props: {
  drawing: DrawingModel;
  /** Whether a picture lies over the drawing: then undo takes that away, and there is nothing to erase. */
  covered?: boolean;
  /** Takes away what lies over the drawing. */
  uncover?: () => void;
  /** Only the eraser, undo and clear. */
  compact?: boolean;
  children?: ComponentChildren;
}) {
  const { drawing, covered, uncover, compact } = props;
  const widths = compact ? [] : (Object.keys(penWidths) as PenWidth[]);
  const clear = () => {
    drawing.clear();
    uncover?.();
  };
  const undo = () => (covered ? uncover?.() : drawing.undo());

  useEffect(() => {
    const keyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      if (event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      if (!event.shiftKey) undo();
      else if (!covered) drawing.redo();
    };
    addEventListener("keydown", keyDown);
    return () => removeEventListener("keydown", keyDown);
  }, [drawing, covered]);

  return (
    <div class="tools" role="toolbar" aria-label="Drawing tools">
      {widths.map((width) => (
        <button
          key={width}
          type="button"
          class={`quiet icon-only pen-${width}`}
          aria-label={widthNames[width]}
          title={widthNames[width]}
          aria-pressed={drawing.tool.value === "pen" && drawing.width.value === width}
          onClick={() => {
            drawing.tool.value = "pen";
            drawing.width.value = width;
          }}
        >
          <span class="dot" />
        </button>
      ))}
      <ToolButton
        icon="eraser"
        label="Eraser"
        pressed={drawing.tool.value === "eraser"}
        disabled={covered}
        onClick={() => {
          drawing.tool.value = drawing.tool.value === "eraser" ? "pen" : "eraser";
        }}
      />
      <span class="gap" />
      <ToolButton icon="undo" label="Undo" disabled={!covered && !drawing.canUndo.value} onClick={undo} />
      {!compact && (
        <ToolButton
          icon="redo"
          label="Redo"
          disabled={covered || !drawing.canRedo.value}
          onClick={drawing.redo}
        />
      )}
      {props.children}
      <ToolButton icon="clear" label="Clear" onClick={clear} />
    </div>
  );
}

export function ToolButton(props: {
  icon: IconName;
  label: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      class="quiet icon-only"
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
