import { useEffect } from "preact/hooks";
import { type Outcome, outcomes } from "../../recognition/comparison.js";
import { knownNetworks, networkName } from "../../recognition/recognizer.js";
import { accuracyText, integer, pValueText } from "../../ui/format.js";
import {
  compareWith,
  comparing,
  comparison,
  comparisonFailure,
  followComparison,
  otherName,
  toggleOutcome,
} from "./comparison.js";
import { result, selection } from "./state.js";
import "./compare.css";

/** The network in use beside another one, image by image. */
export function Compare() {
  useEffect(followComparison, []);
  const inUse = networkName();
  const others = [...knownNetworks.value.keys()].filter((name) => name !== inUse);
  return (
    <section class="card compare" aria-labelledby="compare-title">
      <header>
        <h2 id="compare-title">Compare with another network</h2>
        <select
          aria-labelledby="compare-title"
          value={otherName.value}
          onChange={(event) => compareWith(event.currentTarget.value)}
        >
          <option value="">choose one</option>
          {others.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </header>
      {comparing.value && (
        <progress max={1} value={comparing.value.progress} aria-label="Evaluating the other network" />
      )}
      {comparisonFailure.value && (
        <p class="notice" role="alert">
          {comparisonFailure}
        </p>
      )}
      {comparison.value ? (
        <Compared />
      ) : (
        <p class="hint">Networks you open or train here can be chosen, too.</p>
      )}
    </section>
  );
}

function Compared() {
  const { value } = comparison;
  if (!value || !result.value) return null;
  const { accuracy, counts, test } = value;
  const chosen = selection.value.kind === "outcome" ? selection.value.outcome : undefined;
  const names: Record<Outcome, string> = {
    "both right": "both right",
    "only the first": "only the one in use",
    "only the second": `only ${otherName.value}`,
    neither: "neither",
  };
  return (
    <>
      <p class="scores">
        <b>{accuracyText(result.value.evaluation.accuracy)}</b> in use, <b>{accuracyText(accuracy)}</b>{" "}
        {otherName}
      </p>
      <ul class="outcomes">
        {outcomes.map((outcome, i) => (
          <li key={outcome}>
            <button
              type="button"
              aria-pressed={chosen === i}
              disabled={counts[i] === 0}
              onClick={() => toggleOutcome(i)}
            >
              <b>{integer(counts[i])}</b> {names[outcome]}
            </button>
          </li>
        ))}
      </ul>
      <p class="hint">
        {integer(test.onlyFirstRight + test.onlySecondRight)} images part the two. Were they equally good, a
        split at least as uneven would come up with probability {pValueText(test.pValue)} (McNemar's test):{" "}
        {test.pValue < 0.05 ? "the difference is hardly luck." : "the difference may be luck."}
      </p>
    </>
  );
}
