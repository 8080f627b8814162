import { integer } from "./format.js";
import "./confusion-grid.css";

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** A confusion matrix as a table: rows = true digit, columns = predicted. The shade is the share of the row. */
export function ConfusionGrid(props: {
  confusion?: readonly (readonly number[])[];
  /** Makes the cells buttons. */
  onSelect?: (cell: { truth: number; predicted: number }) => void;
  selected?: { truth: number; predicted: number };
}) {
  const { confusion, onSelect, selected } = props;
  return (
    <table class="confusion">
      <caption class="visually-hidden">Rows are the true digits, columns what the network said</caption>
      <thead>
        <tr>
          <td />
          {digits.map((digit) => (
            <th key={digit} scope="col">
              {digit}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {digits.map((truth) => {
          const total = confusion?.[truth].reduce((sum, count) => sum + count, 0) ?? 0;
          return (
            <tr key={truth}>
              <th scope="row">{truth}</th>
              {digits.map((predicted) => {
                const count = confusion?.[truth][predicted] ?? 0;
                const isSelected = selected?.truth === truth && selected.predicted === predicted;
                const content = count > 0 ? integer(count) : "";
                return (
                  <td
                    key={predicted}
                    class={truth === predicted ? "right" : "wrong"}
                    style={{ "--share": shade(total > 0 ? count / total : 0, truth === predicted) }}
                  >
                    {onSelect ? (
                      <button
                        type="button"
                        disabled={count === 0}
                        aria-pressed={isSelected}
                        aria-label={`${integer(count)} images of ${truth} read as ${predicted}`}
                        onClick={() => onSelect({ truth, predicted })}
                      >
                        {content}
                      </button>
                    ) : (
                      content
                    )}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Errors are rare, so their shades rise steeply: one percent of a row is already well visible. */
function shade(share: number, right: boolean): string {
  const value = right ? share ** 3 : Math.min(1, share > 0 ? 0.15 + 1.6 * Math.sqrt(share) : 0);
  return `${Math.round(100 * value)}%`;
}
