/** The thin bar that says that the connection is lost, and the last word where it will not come back. */

import { element } from "./element.js";
import { gettext } from "./texts.js";

/** @import { Boot } from "./boot.js" */

const PATIENCE = 600;

/** @param {Boot} boot */
export function createConnection(boot) {
  const bar = element("div", {
    class: "connection",
    role: "status",
    hidden: true,
    "data-testid": "connection",
  });
  const ended = element("section", { class: "ended", role: "alert", hidden: true });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    elements: [bar, ended],
    /** @type {(state: "open" | "lost" | "ended", bye: {code: string, message: string} | null) => void} */
    show(state, bye) {
      clearTimeout(timer);
      document.body.dataset.connected = state === "open" ? "yes" : "no";
      if (state === "lost") {
        timer = setTimeout(() => {
          bar.hidden = false;
          bar.textContent = gettext("Reconnecting…");
        }, PATIENCE);
        return;
      }
      bar.hidden = true;
      if (state === "open") return;
      ended.hidden = false;
      ended.replaceChildren(
        element("h2", {}, gettext("You are no longer at this table")),
        element("p", {}, bye?.message || gettext("The connection was closed by the site.")),
        element("a", { class: "button main", href: boot.home_url }, gettext("Go to the first page")),
      );
    },
  };
}
