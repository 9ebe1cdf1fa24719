/** The end of the game: who won, everybody's place, and what decided it. */

import { coursePlot, decidingMoment, lineSample } from "./course.js";
import { element, icon } from "./element.js";
import { seatName } from "./narration.js";
import { faceOf, portrait } from "./personas.js";
import { tally } from "./tally.js";
import { gettext, interpolate, ngettext, points } from "./texts.js";

/** @import { Seat } from "./protocol.js" */
/** @import { Run } from "./run.js" */
/** @import { View } from "./view.js" */

/** @typedef {{place: number, number: number, seat: Seat}} Ranked */

const MOMENT = 380;
const STEP = 110;

/**
 * Seats in the order of their places, as the server named them.
 * @param {View} view
 * @returns {Ranked[]}
 */
function ranking(view) {
  const ranked = view.table.seats.flatMap((seat, number) =>
    seat ? [{ seat, number, place: view.table.places?.[number] ?? 0 }] : [],
  );
  return ranked.sort((a, b) => a.place - b.place);
}

/**
 * @param {View} view
 * @returns {string}
 */
export function gameTitle(view) {
  const winners = ranking(view).filter((one) => one.place === 1);
  if (winners.length > 1) return gettext("A shared first place");
  if (winners[0]?.number === view.own) return gettext("You won the game!");
  return interpolate(gettext("%(who)s won the game"), { who: winners[0]?.seat.name ?? "" });
}

/**
 * @param {View} view
 * @returns {HTMLElement[]}
 */
export function gameResult(view) {
  const ranked = ranking(view);
  const winners = ranked.filter((one) => one.place === 1);
  const faces = element(
    "div",
    { class: "champions", "aria-hidden": "true" },
    element("span", { class: "light" }),
    ...winners.map(({ seat }) =>
      element("span", { class: "champion" }, portrait(faceOf(seat)), icon("flag")),
    ),
  );
  const moment = decidingMoment(view.table, view.own);
  const plot = coursePlot(view.table, view.own);
  const places = element(
    "ol",
    { class: "places" },
    ...ranked.map((one) => placeLine(view, one, plot !== null)),
  );
  const decided = element(
    "div",
    { class: "decided" },
    moment && element("p", { class: "moment" }, moment),
    plot,
  );
  const last = element("details", {}, element("summary", {}, gettext("The last hole")), tally(view));
  return [faces, places, ...(plot ? [decided] : []), last];
}

/**
 * @param {View} view
 * @param {Ranked} one
 * @param {boolean} plotted
 * @returns {HTMLElement}
 */
function placeLine(view, { place, seat, number }, plotted) {
  const won = ngettext("%(n)s hole won", "%(n)s holes won", seat.holes_won);
  return element(
    "li",
    { class: [number === view.own && "own", place === 1 && "first"].filter(Boolean).join(" ") },
    element("span", { class: `place place-${place}` }, String(place)),
    portrait(faceOf(seat)),
    element("b", {}, seatName(view.table, number, view.own), plotted && lineSample(number, view.own)),
    element("span", { class: "tally-total" }, interpolate(won, { n: seat.holes_won })),
    element("span", { class: "tally-score" }, points(seat.total)),
  );
}

/**
 * The winner's moment: a light and a face rise, places follow from the last to the first.
 * @param {Run} run
 * @param {HTMLElement} body that holds what `gameResult` has made
 */
export function celebrate(run, body) {
  run.arrive(
    body.querySelector(".light"),
    { opacity: 0, transform: "scale(0.6)" },
    { delay: 200, duration: 400 },
  );
  for (const one of body.querySelectorAll(".champion"))
    run.arrive(
      one,
      { opacity: 0, transform: "translateY(0.9rem) scale(0.9)" },
      { delay: 120, duration: MOMENT },
    );
  for (const flag of body.querySelectorAll(".champion .icon"))
    run.arrive(flag, { opacity: 0, transform: "translateY(0.8rem)" }, { delay: 120 + MOMENT, duration: 300 });
  const lines = [...body.querySelectorAll(".places > li")].reverse();
  for (const [i, one] of lines.entries())
    run.arrive(one, { opacity: 0, transform: "translateY(0.5rem)" }, { delay: i * STEP, duration: 260 });
  run.arrive(
    body.querySelector(".decided"),
    { opacity: 0 },
    { delay: lines.length * STEP + 200, duration: 400 },
  );
}
