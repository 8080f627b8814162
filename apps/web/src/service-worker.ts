/**
 * Keeps the app for use without a network, and answers with the headers that make the page cross-origin isolated
 * (threads) even where the file host cannot send them.
 *
 * The build replaces the two placeholders: see vite/service-worker.ts.
 */
const version = "__VERSION__";
const files = "__FILES__".split("\n");
const appCache = `app-${version}`;
const dataCache = "mnist-data";

const worker = self as unknown as ServiceWorkerScope;

worker.addEventListener("install", (event) => {
  event.waitUntil(caches.open(appCache).then((cache) => cache.addAll(files)));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(removeOldCaches().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (!request.url.startsWith(worker.registration.scope)) return;
  event.respondWith(answer(request, url));
});

async function removeOldCaches(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("app-") && name !== appCache);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(appCache);
  const kept = await cache.match(request.mode === "navigate" ? "./" : request, { ignoreSearch: true });
  if (kept) return isolated(kept);
  return url.pathname.includes("/mnist-data/") ? isolated(await keptData(request)) : fetch(request);
}

async function keptData(request: Request): Promise<Response> {
  const cache = await caches.open(dataCache);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** The part of a service worker's global scope that is used here; TypeScript's "webworker" library excludes "dom". */
interface ServiceWorkerScope {
  readonly clients: { claim(): Promise<void> };
  readonly registration: { readonly scope: string };
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
}

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
