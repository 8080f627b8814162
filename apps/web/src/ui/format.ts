/** "99.8 %": one decimal; what is not quite nothing or everything does not look like it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  if (share < 1 && share > 0.999) return "> 99.9 %";
  return `${(share * 100).toFixed(1)} %`;
}

/** As {@link percent}, but a probability that was rounded to 1 is still not certainty. */
export function probabilityText(probability: number): string {
  return percent(Math.min(probability, 0.9999));
}

/** "99.46 %": two decimals, as accuracies of good networks differ in the second. */
export function accuracyText(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** "0.032"; what is nearly nothing is not called nothing. */
export function pValueText(value: number): string {
  return value < 0.001 ? "below 0.001" : value.toFixed(3);
}

/** "1.25"; "0" for what is next to nothing. */
export function shortNumber(value: number): string {
  return Math.abs(value) < 1e-5 ? "0" : value.toFixed(2);
}

/** "0.032", "2.4e+10": a loss, however far the training went astray. */
export function lossText(value: number): string {
  return value < 1000 ? value.toFixed(3) : value.toExponential(1);
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** "16,384" */
export function integer(value: number): string {
  return whole.format(value);
}

/** "1 image", "2 images" */
export function counted(count: number, noun: string): string {
  return `${integer(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** "0:42", minutes and seconds. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "26 × 26 × 16" */
export function shapeText(shape: readonly number[]): string {
  return shape.join(" × ");
}
