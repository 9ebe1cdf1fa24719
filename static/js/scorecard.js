/** The scorecard: a line for each hole, a column for each seat. */

import { element } from "./element.js";
import { seatName } from "./narration.js";
import { faceOf, portrait } from "./personas.js";
import { gettext, points } from "./texts.js";

/** @import { View } from "./view.js" */

/**
 * The scorecard as a table.
 * @param {View} view
 * @returns {HTMLTableElement}
 */
export function scorecard(view) {
  const { table, state } = view;
  const head = element("tr", {}, element("th", { scope: "col" }, gettext("Hole")), ...heads(view));
  const body = Array.from({ length: table.holes }, (_, i) =>
    holeRow(view, i + 1, state.scorecard[i] ?? null),
  );
  const total = element(
    "tr",
    { class: "total" },
    element("th", { scope: "row" }, gettext("Total")),
    ...cells(view, (seat) => points(seat.total)),
  );
  const won = element(
    "tr",
    { class: "won" },
    element("th", { scope: "row" }, gettext("Won")),
    ...cells(view, (seat) => String(seat.holes_won)),
  );
  return element(
    "table",
    { class: "scorecard" },
    element("caption", { class: "only-spoken" }, gettext("Scorecard")),
    element("thead", {}, head),
    element("tbody", {}, ...body),
    element("tfoot", {}, total, won),
  );
}

/**
 * @param {View} view
 * @returns {HTMLElement[]}
 */
function heads(view) {
  return view.table.seats.flatMap((seat, number) => {
    if (!seat) return [];
    const own = number === view.own ? " own" : "";
    const name = element("span", { class: "name" }, seatName(view.table, number, view.own));
    return [element("th", { scope: "col", class: `head${own}` }, portrait(faceOf(seat)), name)];
  });
}

/**
 * @param {View} view
 * @param {number} hole
 * @param {number[] | null} scores
 * @returns {HTMLElement}
 */
function holeRow(view, hole, scores) {
  const finished = hole < view.table.hole || ["hole_over", "game_over"].includes(view.table.phase);
  const current = hole === view.table.hole;
  const text = (/** @type {number} */ number) => {
    if (scores) return points(scores[number]);
    if (current && !finished) return "·";
    return hole < view.table.hole ? "–" : "";
  };
  return element(
    "tr",
    { class: current && "current" },
    element("th", { scope: "row" }, String(hole)),
    ...cells(view, (_, number) => text(number)),
  );
}

/**
 * A cell for each seat that is taken.
 * @param {View} view
 * @param {(seat: import("./protocol.js").Seat, number: number) => string} text
 * @returns {HTMLElement[]}
 */
function cells(view, text) {
  return view.table.seats.flatMap((seat, number) =>
    seat ? [element("td", { class: number === view.own && "own" }, text(seat, number))] : [],
  );
}
