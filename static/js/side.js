/** What lies beside a wide table: the scorecard and the log of what happened. */

import { element } from "./element.js";
import { scorecard } from "./scorecard.js";
import { gettext } from "./texts.js";

/** @import { View } from "./view.js" */

/** @param {HTMLElement} log */
export function createSide(log) {
  const card = element("div", { class: "card-place" });
  const side = element(
    "aside",
    { class: "side", "aria-label": gettext("Scorecard and log") },
    element("h2", {}, gettext("Scorecard")),
    card,
    element("h2", {}, gettext("What happened")),
    log,
  );
  let shown = "";
  return {
    element: side,
    /** @type {(view: View) => void} */
    update(view) {
      const { seats, hole, holes, phase } = view.table;
      const facts = seats.map(
        (seat) => seat && [seat.name, seat.total, seat.holes_won, seat.autopilot, seat.kind],
      );
      const key = JSON.stringify([facts, hole, holes, phase, view.own, view.state.scorecard]);
      if (key === shown) return;
      shown = key;
      card.replaceChildren(scorecard(view));
    },
  };
}
