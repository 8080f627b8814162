import type { ClassificationReport, ReportRow } from "../classification-report.js";
import { displayWidth, printable } from "../format.js";
import { checkGiven, checkOption } from "../samples.js";
import { padStart } from "./pad.js";

/**
 * A classification report as text, laid out as scikit-learn prints it.
 *
 * @param digits decimals of the rates, 0 to 100
 * @throws {MetricsError} `ERR_METRICS_ARGUMENT` when `digits` is out of its range
 */
export function renderClassificationReport(report: ClassificationReport, { digits = 2 } = {}): string {
  checkGiven({ report });
  checkOption("digits", digits, Number.isInteger(digits) && digits >= 0 && digits <= 100, "0 to 100");
  const names = report.classes.map(({ label }) => printable(label));
  const nameWidth = Math.max("weighted avg".length, digits, ...names.map(displayWidth));
  const line = (name: string, ...cells: string[]) =>
    `${padStart(name, nameWidth)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join("")}`;
  const rates = ({ precision, recall, f1, support }: ReportRow) => [
    ...[precision, recall, f1].map((rate) => fixed(rate, digits)),
    String(support),
  ];
  const support = String(report.macro.support);
  return [
    line("", "precision", "recall", "f1-score", "support"),
    "",
    ...report.classes.map((row, k) => line(names[k], ...rates(row))),
    "",
    line("accuracy", "", "", fixed(report.accuracy, digits), support),
    line("macro avg", ...rates(report.macro)),
    line("weighted avg", ...rates(report.weighted)),
    "",
  ].join("\n");
}

/** `rate.toFixed(digits)`, except that exact ties go to the even digit, as Python prints them (0.125 is "0.12"). */
function fixed(rate: number, digits: number): string {
  const exact = rate.toFixed(100);
  const cut = exact.length - 100 + digits;
  return /^[02468]50*$/.test(exact.slice(cut - 1)) ? exact.slice(0, cut) : rate.toFixed(digits);
}
