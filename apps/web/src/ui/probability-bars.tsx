import { percent } from "./format.js";
import "./probability-bars.css";

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Ten bars, one for each digit; empty ones while there is nothing to show. */
export function ProbabilityBars({ probabilities }: { probabilities?: readonly number[] }) {
  const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
  return (
    <ul class="bars" aria-label="Probability of each digit">
      {digits.map((digit) => (
        <li key={digit} class={digit === best ? "best" : ""}>
          <span class="bar">
            <span style={{ transform: `scaleY(${probabilities?.[digit] ?? 0})` }} />
          </span>
          <span class="name">{digit}</span>
          <data class="visually-hidden" value={probabilities?.[digit]}>
            {probabilities ? percent(probabilities[digit]) : "unknown"}
          </data>
        </li>
      ))}
    </ul>
  );
}
