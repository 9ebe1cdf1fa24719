/** A classic script on every page: has the browser keep what it needs to say so where there is no network. */

addEventListener("load", () => {
  navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" }).catch(() => {
    // The site works without it: private windows may refuse, and so may a network that has just gone.
  });
});
