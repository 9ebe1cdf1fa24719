/**
 * A classic script on the page for a site that does not answer well just now: it asks again by itself, and the page is
 * replaced only once there is another one. Nobody who reads or listens is interrupted in between.
 */

(() => {
  const PAUSE = 5_000;

  setInterval(async () => {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.replace(location.href);
  }, PAUSE);
})();
