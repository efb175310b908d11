// Makes the playground work offline. Every build has a cache of its own, so that no file meets one of another
// build; a new build takes over when the page is opened for the next time.

/** The files that a visit needs, and the name of the build: the build inserts both. */
declare const CORE_FILES: readonly string[];
declare const BUILD: string;

/** What the project's types of pages lack. */
interface LifetimeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const PREFIX = "playground-";
const NAME = `${PREFIX}${BUILD}`;

addEventListener("install", (event) => {
  (event as LifetimeEvent).waitUntil(addCore());
});

addEventListener("activate", (event) => {
  (event as LifetimeEvent).waitUntil(removeOthers());
});

addEventListener("fetch", (event) => {
  const { request, respondWith } = event as RequestEvent;
  const { origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  respondWith.call(event, answer(request));
});

async function addCore(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(CORE_FILES.map((file) => new Request(file, { cache: "no-cache" })));
}

async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  const known = await cache.match(request, { ignoreSearch: true });
  if (known !== undefined) return known;
  const response = await fetch(request);
  // CPython is kept when it is first used.
  if (response.ok && /\/cpython-wasi\.\w+$/.test(new URL(request.url).pathname)) {
    await cache.put(request, response.clone());
  }
  return response;
}
