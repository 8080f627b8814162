export function InsideScreen() {
  return <p class="notice">…</p>;
}
