import { percent } from "../../ui/format.js";
import { digit, picture, reading, selected } from "./state.js";
import "./boxes.css";

/**
 * Frames around the digits on the pad, each with what was read there. One digit on a drawing needs no frame. On a
 * picture a frame chooses among digits; else it lets the pen through, since the next stroke may begin there.
 */
export function Boxes() {
  const value = reading.value;
  if (value?.kind !== "digits") return null;
  const isChoice = picture.value !== undefined && value.digits.length > 1;
  if (value.digits.length === 1 && !picture.value) return null;
  return (
    <div class={isChoice ? "boxes choosing" : "boxes"} style={frameStyle()}>
      {value.digits.map((each, i) => (
        <button
          key={`${each.box.x},${each.box.y}`}
          type="button"
          tabIndex={-1}
          class={each === digit.value ? "chosen" : ""}
          style={{
            left: `${each.box.x * 100}%`,
            top: `${each.box.y * 100}%`,
            width: `${each.box.width * 100}%`,
            height: `${each.box.height * 100}%`,
          }}
          aria-label={`${each.digit}, ${percent(each.confidence)}`}
          onClick={() => {
            selected.value = i;
          }}
        >
          <span>{each.isDigit ? each.digit : "?"}</span>
        </button>
      ))}
    </div>
  );
}

/** The part of the pad a picture covers: all of its longer side. */
function frameStyle() {
  const { width = 1, height = 1 } = picture.value?.pixels ?? {};
  const longest = Math.max(width, height);
  return { width: `${(width / longest) * 100}%`, height: `${(height / longest) * 100}%` };
}
