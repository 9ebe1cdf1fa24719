/**
 * The service worker: keeps static files, and the page that is shown where there is no network. Every other page comes
 * from the network each time, and is never kept; neither is anything of the API. So nobody stays on old code: a new
 * version of this file takes over at once, and throws away what the one before had kept.
 *
 * The site puts a line before this text (golf_project/web_app.py).
 */

(() => {
  const worker = /** @type {any} */ (globalThis);
  /** @type {{version: string, offline: string, files: string[], static: string}} */
  const site = worker.SITE;
  const CACHE = `golf-${site.version}`;
  /** A name with a hash in it is never used for anything else. */
  const HASHED = /\.[0-9a-f]{12}\.\w+$/;

  /** Keep what the offline page needs. */
  async function prepare() {
    const cache = await caches.open(CACHE);
    const needed = [site.offline, ...site.files];
    await cache.addAll(needed.map((address) => new Request(address, { cache: "reload" })));
    await worker.skipWaiting();
  }

  /** Throw away what other versions have kept. */
  async function takeOver() {
    const names = (await caches.keys()).filter((name) => name.startsWith("golf-") && name !== CACHE);
    await Promise.all(names.map((name) => caches.delete(name)));
    await worker.clients.claim();
  }

  /**
   * A page, from the network; where there is none, the page that says so.
   * @param {any} event
   * @returns {Promise<Response>}
   */
  async function page(event) {
    const answer = await fetch(event.request).catch(() => null);
    if (!answer) return (await caches.match(site.offline)) ?? Response.error();
    event.waitUntil(learnLanguage(answer.headers.get("content-language")));
    return answer;
  }

  /**
   * Fetch the offline page again where somebody has changed to another language.
   * @param {string | null} language
   */
  async function learnLanguage(language) {
    const kept = await caches.match(site.offline);
    if (!language || language === kept?.headers.get("content-language")) return;
    const cache = await caches.open(CACHE);
    await cache.add(new Request(site.offline, { cache: "reload" })).catch(() => {});
  }

  /**
   * A static file. Whatever has no hash in its name may have changed, so the network is asked first.
   * @param {Request} request
   * @returns {Promise<Response>}
   */
  async function file(request) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(request);
    if (kept && HASHED.test(new URL(request.url).pathname)) return kept;
    try {
      const answer = await fetch(request);
      if (answer.status === 200 && mayBeKept(answer)) await cache.put(request, answer.clone());
      return answer;
    } catch (error) {
      if (kept) return kept;
      throw error;
    }
  }

  /**
   * @param {Response} answer
   * @returns {boolean}
   */
  function mayBeKept(answer) {
    return answer.type === "basic" && !answer.headers.get("cache-control")?.includes("no-store");
  }

  worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(prepare()));
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(takeOver()));
  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const { request } = event;
    const { origin, pathname, search } = new URL(request.url);
    if (request.method !== "GET" || origin !== worker.location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(event));
    else if (pathname.startsWith(site.static) && !search) event.respondWith(file(request));
  });
})();
