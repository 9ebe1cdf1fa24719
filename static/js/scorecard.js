/** The scorecard: a line for each hole, a column for each seat. */

import { element, setText } from "./element.js";
import { seatName } from "./narration.js";
import { faceOf, portrait } from "./personas.js";
import { gettext, points } from "./texts.js";

/** @import { Seat } from "./protocol.js" */
/** @import { View } from "./view.js" */

/** @typedef {{name: string, look: string, texts: string[]}} Line its heading, its look, and a text for each taken seat */

/**
 * The scorecard as a table.
 * @param {View} view
 * @returns {HTMLTableElement}
 */
export function scorecard(view) {
  const { holes } = view.table;
  const rows = linesOf(view).map(({ name, look, texts }) =>
    element(
      "tr",
      { class: look || null },
      element("th", { scope: "row" }, name),
      ...taken(view).map(({ own }, column) => element("td", { class: own && "own" }, texts[column])),
    ),
  );
  return element(
    "table",
    { class: "scorecard" },
    element("caption", { class: "only-spoken" }, gettext("Scorecard")),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, gettext("Hole")), ...heads(view))),
    element("tbody", {}, ...rows.slice(0, holes)),
    element("tfoot", {}, ...rows.slice(holes)),
  );
}

/** A scorecard that stays where it is: only what differs is written anew. */
export function createScorecard() {
  const place = element("div", { class: "card-place" });
  /** @type {HTMLTableElement} */
  let table;
  let shape = "";
  return {
    element: place,
    /** @type {(view: View) => void} */
    update(view) {
      const seats = taken(view).map(({ number, seat, own }) => [number, seat.name, faceOf(seat), own]);
      const now = JSON.stringify([view.table.holes, seats]);
      if (now === shape) return rewrite(table, linesOf(view));
      shape = now;
      table = scorecard(view);
      place.replaceChildren(table);
    },
  };
}

/**
 * @param {HTMLTableElement} table
 * @param {Line[]} lines
 */
function rewrite(table, lines) {
  for (const [number, { look, texts }] of lines.entries()) {
    const row = table.rows[number + 1];
    if (row.className !== look) row.className = look;
    for (const [column, text] of texts.entries()) setText(row.cells[column + 1], text);
  }
}

/**
 * Every hole, and the sums below them.
 * @param {View} view
 * @returns {Line[]}
 */
function linesOf(view) {
  const seats = taken(view);
  const lines = Array.from({ length: view.table.holes }, (_, i) => holeLine(view, i + 1));
  return [
    ...lines,
    { name: gettext("Total"), look: "total", texts: seats.map(({ seat }) => points(seat.total)) },
    { name: gettext("Won"), look: "won", texts: seats.map(({ seat }) => String(seat.holes_won)) },
  ];
}

/**
 * @param {View} view
 * @param {number} hole
 * @returns {Line}
 */
function holeLine(view, hole) {
  const { table, state } = view;
  const scores = state.scorecard[hole - 1] ?? null;
  const finished = hole < table.hole || ["hole_over", "game_over"].includes(table.phase);
  const current = hole === table.hole;
  const text = (/** @type {number} */ number) => {
    if (scores) return points(scores[number]);
    if (current && !finished) return "·";
    return hole < table.hole ? "–" : "";
  };
  const texts = taken(view).map(({ number }) => text(number));
  return { name: String(hole), look: current ? "current" : "", texts };
}

/**
 * @param {View} view
 * @returns {HTMLElement[]}
 */
function heads(view) {
  return taken(view).map(({ number, seat, own }) => {
    const name = element("span", { class: "name" }, seatName(view.table, number, view.own));
    return element("th", { scope: "col", class: own ? "head own" : "head" }, portrait(faceOf(seat)), name);
  });
}

/**
 * The seats that are taken.
 * @param {View} view
 * @returns {{number: number, seat: Seat, own: boolean}[]}
 */
function taken({ table, own }) {
  return table.seats.flatMap((seat, number) => (seat ? [{ number, seat, own: number === own }] : []));
}
