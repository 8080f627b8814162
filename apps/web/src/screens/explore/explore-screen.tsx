export function ExploreScreen() {
  return <p class="notice">…</p>;
}
