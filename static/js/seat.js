/** One seat at the table as others see it: face, name, light of the turn, score and grid. */

import { element, setText } from "./element.js";
import { createGrid } from "./grid.js";
import { faceOf, portrait } from "./personas.js";
import { gettext, interpolate, points } from "./texts.js";
import { placeAround } from "./view.js";

/** @import { Seat } from "./protocol.js" */
/** @import { View } from "./view.js" */

/**
 * The line with a seat's face, name and score. The own one and everybody else's are alike.
 */
export function createWho() {
  const name = element("b", { class: "name" });
  const dot = element("span", { class: "dot", "aria-hidden": "true" });
  const note = element("span", { class: "note" });
  const clock = element("span", { class: "clock", "data-clock": true, hidden: true });
  const showing = element("span", { class: "showing", "aria-hidden": "true" });
  const face = element("span", { class: "face-place" });
  const who = element(
    "div",
    { class: "who" },
    face,
    element("div", { class: "names" }, element("span", { class: "named" }, name, dot), note),
    clock,
    showing,
  );
  return {
    element: who,
    clock,
    /** @type {(view: View, seat: Seat, number: number) => void} */
    update(view, seat, number) {
      setText(name, number === view.own ? gettext("You") : seat.name);
      setText(note, noteOf(seat));
      setText(showing, seat.grid.length ? points(seat.score ?? seat.showing) : "");
      const key = faceOf(seat);
      if (face.dataset.key !== key) {
        face.dataset.key = key;
        face.replaceChildren(portrait(key));
      }
      dot.hidden = seat.kind === "cpu";
      dot.classList.toggle("away", !seat.connected);
      clock.dataset.seat = String(number);
    },
  };
}

/**
 * @param {Seat} seat
 * @returns {string}
 */
function noteOf(seat) {
  if (seat.autopilot) return gettext("Caddie is playing");
  return interpolate(gettext("%(total)s so far"), { total: points(seat.total) });
}

/**
 * A seat in words, for those who listen.
 * @param {View} view
 * @param {Seat} seat
 * @param {number} number
 * @returns {string}
 */
export function seatLabel(view, seat, number) {
  const facts = [number === view.own ? gettext("You") : seat.name];
  if (seat.kind === "cpu") facts.push(gettext("computer player"));
  else if (!seat.connected) facts.push(gettext("away"));
  if (seat.autopilot) facts.push(gettext("Caddie is playing"));
  if (seat.grid.length)
    facts.push(interpolate(gettext("showing %(points)s"), { points: points(seat.showing) }));
  facts.push(interpolate(gettext("%(total)s so far"), { total: points(seat.total) }));
  if (view.table.turn === number) facts.push(gettext("on turn"));
  return facts.join(", ");
}

/**
 * An opponent's panel.
 * @param {number} number of the seat
 */
export function createOpponent(number) {
  const who = createWho();
  const grid = createGrid(number, false);
  const panel = element(
    "section",
    { class: "seat", role: "group", "data-testid": `opponent-${number}` },
    who.element,
    grid.element,
  );
  return {
    element: panel,
    /** @type {(view: View, seat: Seat, index: number) => void} */
    update(view, seat, index) {
      who.update(view, seat, number);
      grid.update(view.table, seat);
      panel.dataset.place = placeAround(index, view.opponents.length);
      panel.setAttribute("aria-label", seatLabel(view, seat, number));
      panel.classList.toggle("on-turn", view.table.turn === number);
      panel.classList.toggle("out", view.table.went_out === number);
    },
  };
}
