/** "99.8 %": one decimal between the extremes, and never "100 %" for what is less. */
export function percent(share: number): string {
  const rounded = Math.min(share * 100, share < 1 ? 99.9 : 100);
  return `${rounded < 0.05 ? "0" : rounded.toFixed(1)} %`;
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
