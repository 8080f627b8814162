export function TrainScreen() {
  return <p class="notice">…</p>;
}
