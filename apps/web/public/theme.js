// Before the first paint, so that a chosen theme does not flash: see src/theme.ts.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused in some private windows: the system's theme it is.
}
