import { signal } from "@preact/signals";

/** True when a reload would give the page threads: the service worker then sends the headers the host does not. */
export const reloadBringsThreads = signal(false);

/** Registers the service worker once the page has settled, so that keeping files does not delay the first answer. */
export async function keepOffline(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  await new Promise((settled) => setTimeout(settled, 1500));
  try {
    await navigator.serviceWorker.register(new URL("service-worker.js", document.baseURI));
    await navigator.serviceWorker.ready;
    reloadBringsThreads.value = !crossOriginIsolated && isSecureContext;
  } catch (error) {
    console.info("The page cannot be kept for offline use here:", error);
  }
}
