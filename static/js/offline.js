/**
 * A classic script on the page that is shown where the site cannot be reached: as soon as it can, load the page that was
 * asked for. That a device has a network does not say that the site answers, so the site itself is asked.
 */

(() => {
  const PAUSE = 3_000;

  async function comeBack() {
    const answer = await fetch("/health/live", { cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.reload();
  }

  // At its own address, which browsers fetch to keep it, there is nothing to come back to.
  if (location.pathname === "/offline/") return;
  addEventListener("online", comeBack);
  setInterval(comeBack, PAUSE);
})();
