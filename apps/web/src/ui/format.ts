/** "99.8 %": one decimal; what is not quite nothing or everything does not look like it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  if (share < 1 && share > 0.999) return "> 99.9 %";
  return `${(share * 100).toFixed(1)} %`;
}

const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** "16,384" */
export function integer(value: number): string {
  return count.format(value);
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
