import { checkOption } from "./samples.js";

/**
 * The Wilson score interval of a proportion: where the true rate behind `successes` of `total` lies with the given
 * confidence. Unlike the normal approximation it stays inside [0, 1] and works at 0 and 100 %. [NaN, NaN] when
 * `total` is 0. Wilson (1927), "Probable inference, the law of succession, and statistical inference".
 *
 * @param confidence between 0 and 1
 */
export function wilsonInterval(successes: number, total: number, confidence = 0.95): [number, number] {
  checkOption("successes", successes, successes >= 0 && successes <= total, `from 0 to ${total}`);
  if (total === 0) return [Number.NaN, Number.NaN];
  checkConfidence(confidence);
  const z = normalQuantile((1 + confidence) / 2);
  const rate = successes / total;
  const shrink = 1 + z ** 2 / total;
  const center = (rate + z ** 2 / (2 * total)) / shrink;
  const half = (z / shrink) * Math.sqrt((rate * (1 - rate)) / total + z ** 2 / (4 * total ** 2));
  return [successes === 0 ? 0 : center - half, successes === total ? 1 : center + half];
}

/** @throws {MetricsError} `ERR_METRICS_ARGUMENT` when it is not strictly between 0 and 1 */
export function checkConfidence(confidence: number): void {
  checkOption("confidence", confidence, confidence > 0 && confidence < 1, "between 0 and 1");
}

/**
 * The standard normal quantile for probabilities in (0, 1), relative error about 1e-16:
 * Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution" (PPND16).
 */
function normalQuantile(probability: number): number {
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return q * ratio(CENTRAL, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? probability : 1 - probability));
  return Math.sign(q) * (r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5));
}

/** Coefficients of a rational function, lowest power first. */
type Rational = [numerator: number[], denominator: number[]];

const CENTRAL: Rational = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
];
const MIDDLE: Rational = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const TAIL: Rational = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];

function ratio([numerator, denominator]: Rational, x: number): number {
  const evaluate = (coefficients: number[]) => coefficients.reduceRight((sum, c) => sum * x + c, 0);
  return evaluate(numerator) / evaluate(denominator);
}
