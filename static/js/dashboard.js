/**
 * Keeps the console's first page fresh: once a minute, as long as somebody may be looking. Without it the page is the
 * same, as old as it is. What somebody has their focus in is left as it is.
 */

const REFRESH_MS = 60_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

/** @returns {HTMLElement | null} */
const shown = () => document.getElementById("dashboard");

async function refresh() {
  const old = shown();
  if (!old) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("dashboard");
    // Whoever has been signed out gets another page, and is told so rather than shown old figures for ever.
    if (!answer.ok || !fresh) return stop();
    if (!old.contains(document.activeElement)) replace(old, fresh);
    wait();
  } catch {
    wait(); // The network is away for a moment.
  }
}

/**
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function replace(old, fresh) {
  const open = old.querySelector("details")?.open ?? false;
  const details = fresh.querySelector("details");
  if (details) details.open = open;
  old.replaceWith(document.adoptNode(fresh));
}

function wait() {
  clearTimeout(waiting);
  if (document.visibilityState === "visible") waiting = setTimeout(refresh, REFRESH_MS);
}

function stop() {
  clearTimeout(waiting);
  document.removeEventListener("visibilitychange", changed);
  const words = document.getElementById("dashboard-stopped");
  if (words) words.hidden = false;
}

/** Whoever comes back sees how it is now; while nobody looks nothing is asked. */
function changed() {
  clearTimeout(waiting);
  if (document.visibilityState === "visible") refresh();
}

if (shown()) {
  document.addEventListener("visibilitychange", changed);
  wait();
}
