/** The only script of the report: cells open their images as a modal dialog. Without it, links jump to them. */
export const SCRIPT = `
addEventListener("click", (event) => {
  const target = event.target;
  const link = target.closest("a[href^='#cell-'], a[href='#confusion-matrix']");
  const dialog = target.closest("dialog");
  if (link && link.getAttribute("href").startsWith("#cell-")) {
    event.preventDefault();
    document.getElementById(link.getAttribute("href").slice(1)).showModal();
  } else if (dialog && (link || target === dialog)) {
    event.preventDefault();
    dialog.close();
  }
});
`;
