import { percent } from "./format.js";
import "./probability-bars.css";

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * Ten bars, one for each digit, and one more where there is a probability of "not a digit"; empty ones while there is
 * nothing to show.
 */
export function ProbabilityBars({ probabilities }: { probabilities?: readonly number[] }) {
  const names = probabilities && probabilities.length > digits.length ? [...digits, "none"] : digits;
  const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
  return (
    <ul class="bars" aria-label="Probability of each digit">
      {names.map((name, digit) => (
        <li key={name} class={digit === best ? "best" : ""}>
          <span class="bar">
            <span style={{ transform: `scaleY(${probabilities?.[digit] ?? 0})` }} />
          </span>
          <span class="name">{name}</span>
          <data class="visually-hidden" value={probabilities?.[digit]}>
            {probabilities ? percent(probabilities[digit]) : "unknown"}
          </data>
        </li>
      ))}
    </ul>
  );
}
