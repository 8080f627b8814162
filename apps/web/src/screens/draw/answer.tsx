import { useSignal, useSignalEffect } from "@preact/signals";
import { EngineFailure } from "../../recognition/engine-failure.js";
import type { ReadDigit } from "../../recognition/reading.js";
import { engine } from "../../recognition/recognizer.js";
import { probabilityText } from "../../ui/format.js";
import { ProbabilityBars } from "../../ui/probability-bars.js";
import { digit, reading, selected } from "./state.js";
import "./answer.css";

/** The digit that was read, how sure the network is, and what else it could be. */
export function Answer() {
  const { value } = engine;
  if (value.phase === "failed") return <EngineFailure message={value.message} />;
  const current = digit.value;
  const several = reading.value?.kind === "digits" && reading.value.digits.length > 1;
  return (
    <div
      class="answer"
      data-engine={value.phase === "ready" && value.provisional ? "provisional" : value.phase}
    >
      {several ? <NumberRead /> : <SingleDigit />}
      <ProbabilityBars probabilities={current?.probabilities} />
      <Announcement />
    </div>
  );
}

function SingleDigit() {
  const current = digit.value;
  const refused = reading.value?.kind === "refused" ? reading.value : undefined;
  if (!current) {
    return (
      <div class="verdict idle">
        <output class="digit">{refused ? "?" : "–"}</output>
        <p class="confidence">{refused ? explain(refused.code) : "Draw, paste or drop a digit."}</p>
      </div>
    );
  }
  return (
    <div class={`verdict ${current.isDigit ? "" : "doubtful"}`}>
      <output class="digit">{current.isDigit ? current.digit : "?"}</output>
      <div>
        <p class="confidence">
          {current.isDigit ? (
            <>
              <strong>{probabilityText(current.confidence)}</strong> sure
            </>
          ) : (
            <>
              <strong>Not a digit?</strong> It is most like a {current.digit}.
            </>
          )}
        </p>
        <TopThree probabilities={current.probabilities} />
      </div>
    </div>
  );
}

function NumberRead() {
  const value = reading.value;
  if (value?.kind !== "digits") return null;
  const current = digit.value;
  return (
    <div class="verdict several">
      <output class="digit" aria-label={`The number ${value.text}`}>
        {value.digits.map((each, i) => (
          <button
            key={`${each.box.x},${each.box.y}`}
            type="button"
            aria-pressed={each === current}
            aria-label={`Digit ${i + 1} of ${value.digits.length}: ${each.digit}, ${probabilityText(each.confidence)}`}
            onClick={() => {
              selected.value = i;
            }}
          >
            {each.isDigit ? each.digit : "?"}
          </button>
        ))}
      </output>
      {current && <TopThree probabilities={current.probabilities} />}
    </div>
  );
}

function TopThree({ probabilities }: { probabilities: readonly number[] }) {
  const top = probabilities
    .map((probability, label) => ({ probability, label }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 3);
  return (
    <ol class="top-three" aria-label="The three most probable digits">
      {top.map(({ probability, label }) => (
        <li key={label}>
          <b>{label}</b> {probabilityText(probability)}
        </li>
      ))}
    </ol>
  );
}

/** Tells screen readers the answer once the pen rests. */
function Announcement() {
  const text = useSignal("");
  useSignalEffect(() => {
    const value = reading.value;
    const timer = setTimeout(() => {
      if (value?.kind === "digits") text.value = announce(value.digits);
      else text.value = value ? explain(value.code) : "";
    }, 700);
    return () => clearTimeout(timer);
  });
  return (
    <p class="visually-hidden" role="status">
      {text}
    </p>
  );
}

function announce(digits: readonly ReadDigit[]): string {
  const [first] = digits;
  if (digits.length > 1) {
    return `Read: ${digits.map(({ digit, isDigit }) => (isDigit ? digit : "no digit")).join(" ")}`;
  }
  return first.isDigit
    ? `Read: ${first.digit}, ${probabilityText(first.confidence)} sure`
    : `Not a digit? It is most like a ${first.digit}.`;
}

function explain(code: string): string {
  switch (code) {
    case "ERR_MNIST_BLANK":
      return "Nothing to read yet.";
    case "ERR_MNIST_TOO_SMALL":
      return "Too small to read.";
    case "ERR_MNIST_SEVERAL_DIGITS":
      return "There is more than one digit.";
    default:
      return "Nothing here looks like a digit.";
  }
}
