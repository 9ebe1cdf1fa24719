/**
 * A classic script, loaded before the modules: where one of them does not arrive, as on a train, the page is
 * loaded once more, and then says so instead of staying empty.
 */

(() => {
  const KEY = "golf-loaded-again";
  const RECENTLY = 20_000;

  addEventListener(
    "error",
    (event) => {
      if (!(event.target instanceof HTMLScriptElement)) return;
      const before = Number(sessionStorage.getItem(KEY));
      if (navigator.onLine && Date.now() - before > RECENTLY) {
        sessionStorage.setItem(KEY, String(Date.now()));
        setTimeout(() => location.reload(), 800);
        return;
      }
      const words = document.getElementById("not-loaded");
      if (words) words.hidden = false;
    },
    true,
  );
})();
