/** How the scores of a hole came about: everybody's cards, columns, bonuses and score, and the counting of them. */

import { element, icon } from "./element.js";
import { tinyGrid } from "./grid.js";
import { seatName } from "./narration.js";
import { faceOf, portrait } from "./personas.js";
import { partName } from "./rule-names.js";
import { gettext, interpolate, points } from "./texts.js";

/** @import { Part, Seat } from "./protocol.js" */
/** @import { Run } from "./run.js" */
/** @import { View } from "./view.js" */

const COLUMN = 190;
const NAMED = 190;
const SCORE = 230;
const NEXT = 160;
const SHORT = 180;
const LONG = 260;
const LONGEST = 4_700;
const TURNED_AWAY = { transform: "perspective(20rem) rotateY(90deg)" };

/**
 * Everybody's line of the hole.
 * @param {View} view
 * @returns {HTMLElement}
 */
export function tally(view) {
  const lines = view.table.seats.flatMap((seat, number) => (seat ? [line(view, seat, number)] : []));
  return element("ol", { class: "tally" }, ...lines);
}

/**
 * @param {View} view
 * @param {Seat} seat
 * @param {number} number
 * @returns {HTMLElement}
 */
function line(view, seat, number) {
  const parts = view.state.tally?.[number]?.parts ?? [];
  const won = view.table.hole_winners?.includes(number) ?? false;
  const inAll = interpolate(gettext("%(total)s in all"), { total: points(seat.total) });
  return element(
    "li",
    { class: [number === view.own && "own", won && "winner"].filter(Boolean).join(" ") },
    portrait(faceOf(seat)),
    element(
      "div",
      { class: "tally-who" },
      element("b", {}, seatName(view.table, number, view.own)),
      chips(parts, won),
    ),
    element("div", { class: "tally-cards" }, tinyGrid(seat.grid), columnValues(parts)),
    element("span", { class: "tally-score" }, points(seat.score ?? seat.showing)),
    element("span", { class: "tally-total" }, inAll),
  );
}

/** @param {Part} part */
const isColumn = (part) => part.why.startsWith("column ");

/**
 * What each column counts, below it.
 * @param {Part[]} parts
 * @returns {HTMLElement}
 */
function columnValues(parts) {
  const values = parts
    .filter(isColumn)
    .map((part) =>
      element(
        "li",
        {},
        element("span", { class: "only-spoken" }, `${partName(part.why)} `),
        points(part.points),
      ),
    );
  return element("ul", { class: "columns" }, ...values);
}

/**
 * The bonuses and penalties by name, and whether the hole was won.
 * @param {Part[]} parts
 * @param {boolean} won
 * @returns {HTMLElement}
 */
function chips(parts, won) {
  const named = parts
    .filter((part) => !isColumn(part))
    .map((part) =>
      element(
        "li",
        { class: part.points > 0 ? "penalty" : "bonus" },
        `${partName(part.why)} ${signed(part.points)}`,
      ),
    );
  if (won) named.push(element("li", { class: "won" }, icon("flag"), gettext("Won the hole")));
  return element("ul", { class: "parts" }, ...named);
}

/**
 * @param {number} value
 * @returns {string}
 */
function signed(value) {
  return value > 0 ? `+${value}` : points(value);
}

/**
 * Count the hole: seat by seat grids turn over, columns, bonuses and scores are named, the scorecard fills in.
 * @param {Run} run
 * @param {HTMLElement} list that `tally` has made
 * @param {HTMLElement} root of the table
 */
export function countTally(run, list, root) {
  const lines = /** @type {HTMLElement[]} */ ([...list.children]);
  const pace = Math.min(1, LONGEST / lines.reduce((sum, one) => sum + timeFor(one), 0));
  let at = 0;
  for (const [index, one] of lines.entries()) {
    // Where not all lines have room, the one that is counted is in sight.
    run.at(at, () => one.scrollIntoView({ block: "nearest" }));
    countLine(run, one, at, pace);
    at += timeFor(one) * pace;
    for (const row of ["tbody .current", "tfoot .total", "tfoot .won"]) {
      const cell = root.querySelectorAll(`.side .scorecard ${row} td`)[index];
      run.arrive(cell, { opacity: 0 }, { delay: at - NEXT * pace, duration: LONG });
    }
  }
  for (const won of list.querySelectorAll(".won"))
    run.arrive(won, { opacity: 0, transform: "translateY(0.4rem)" }, { delay: at, duration: LONG });
}

/**
 * How long the counting of a line takes at its own pace.
 * @param {HTMLElement} line
 * @returns {number} milliseconds
 */
function timeFor(line) {
  return 3 * COLUMN + line.querySelectorAll(".bonus, .penalty").length * NAMED + SCORE + NEXT;
}

/**
 * @param {Run} run
 * @param {HTMLElement} line
 * @param {number} start
 * @param {number} pace
 */
function countLine(run, line, start, pace) {
  const cards = line.querySelectorAll(".tiny .card");
  const values = line.querySelectorAll(".columns li");
  for (const column of [0, 1, 2]) {
    const delay = start + column * COLUMN * pace;
    for (const card of [cards[column], cards[column + 3]])
      run.arrive(card, TURNED_AWAY, { delay, duration: LONG });
    run.arrive(
      values[column],
      { opacity: 0, transform: "translateY(-0.3rem)" },
      { delay: delay + SHORT * pace, duration: SHORT },
    );
  }
  let at = start + 3 * COLUMN * pace;
  for (const chip of line.querySelectorAll(".bonus, .penalty")) {
    run.arrive(chip, { opacity: 0, transform: "scale(0.8)" }, { delay: at, duration: SHORT });
    at += NAMED * pace;
  }
  run.arrive(
    line.querySelector(".tally-score"),
    { opacity: 0, transform: "scale(1.35)" },
    { delay: at, duration: LONG },
  );
  run.arrive(
    line.querySelector(".tally-total"),
    { opacity: 0 },
    { delay: at + SCORE * pace, duration: SHORT },
  );
}
