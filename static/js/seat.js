/** One seat at the table as others see it: face, name, light of the turn, score and grid. */

import { button, element, icon, setText } from "./element.js";
import { createGrid } from "./grid.js";
import { isMuted } from "./muted.js";
import { faceOf, levelOf, portrait } from "./personas.js";
import { gettext, interpolate, points } from "./texts.js";
import { placeAround } from "./view.js";

/** @import { Seat } from "./protocol.js" */
/** @import { View } from "./view.js" */

/**
 * The line with a seat's face, name and score. The own one and everybody else's are alike.
 * @param {(HTMLElement | undefined)[]} acts at the own seat: what it has buttons for
 */
export function createWho(...acts) {
  const name = element("b", { class: "name" });
  const level = element("small", { class: "level" });
  const dot = element("span", { class: "dot", "aria-hidden": "true" });
  const note = element("span", { class: "note" });
  const clock = element("span", { class: "clock", "data-clock": true, hidden: true });
  const showing = element("span", { class: "showing", "aria-hidden": "true" });
  const face = element("span", { class: "face-place" });
  const thinking = element("span", { class: "thinking", "aria-hidden": "true", hidden: true });
  thinking.append(element("i"), element("i"), element("i"));
  const muted = element("span", { class: "muted-sign", "aria-hidden": "true", hidden: true }, icon("muted"));
  const who = element(
    "div",
    { class: "who" },
    face,
    element("div", { class: "names" }, element("span", { class: "named" }, name, dot, muted), level, note),
    ...acts,
    thinking,
    clock,
    showing,
  );
  return {
    element: who,
    clock,
    /** @type {(view: View, seat: Seat, number: number) => void} */
    update(view, seat, number) {
      setText(name, number === view.own ? gettext("You") : seat.name);
      setText(level, levelOf(seat));
      setText(note, noteOf(seat));
      setText(showing, seat.grid.length ? points(seat.score ?? seat.showing) : "");
      const key = faceOf(seat);
      if (face.dataset.key !== key) {
        face.dataset.key = key;
        face.replaceChildren(portrait(key));
      }
      dot.hidden = seat.kind === "cpu";
      dot.classList.toggle("away", !seat.connected);
      muted.hidden = !isMuted(view.state.game, number);
      thinking.hidden = !isThinking(view, seat, number);
      clock.dataset.seat = String(number);
    },
  };
}

/**
 * Whether a computer player, or the caddie, is on turn there.
 * @param {View} view
 * @param {Seat} seat
 * @param {number} number
 * @returns {boolean}
 */
function isThinking(view, seat, number) {
  return view.table.turn === number && (seat.kind === "cpu" || seat.autopilot);
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
  if (seat.kind === "cpu") facts.push(gettext("computer player"), levelOf(seat));
  else if (!seat.connected) facts.push(gettext("away"));
  if (seat.autopilot) facts.push(gettext("Caddie is playing"));
  if (seat.grid.length)
    facts.push(interpolate(gettext("showing %(points)s"), { points: points(seat.showing) }));
  facts.push(interpolate(gettext("%(total)s so far"), { total: points(seat.total) }));
  if (view.table.turn === number) facts.push(gettext("on turn"));
  if (isMuted(view.state.game, number)) facts.push(gettext("muted"));
  return facts.filter(Boolean).join(", ");
}

/**
 * The button that lies over a seat, as nothing else can be chosen there: it tells who sits there.
 * @param {() => void} show
 */
export function createAbout(show) {
  const about = button({ class: "about-seat" }, show);
  return {
    element: about,
    /** @type {(seat: Seat, number: number) => void} */
    update(seat, number) {
      about.dataset.testid = `about-${number}`;
      about.setAttribute("aria-label", interpolate(gettext("About %(who)s"), { who: seat.name }));
    },
  };
}

/**
 * An opponent's panel.
 * @param {number} number of the seat
 * @param {(number: number) => void} [showSeat]
 */
export function createOpponent(number, showSeat) {
  const who = createWho();
  const grid = createGrid(number, false);
  const about = showSeat && createAbout(() => showSeat(number));
  const panel = element(
    "section",
    { class: "seat", role: "group", "data-seat": number, "data-testid": `opponent-${number}` },
    who.element,
    grid.element,
    about?.element,
  );
  return {
    element: panel,
    /** @type {(view: View, seat: Seat, index: number) => void} */
    update(view, seat, index) {
      who.update(view, seat, number);
      grid.update(view.table, seat);
      about?.update(seat, number);
      panel.dataset.place = placeAround(index, view.opponents.length);
      panel.setAttribute("aria-label", seatLabel(view, seat, number));
      panel.classList.toggle("on-turn", view.table.turn === number);
      panel.classList.toggle("out", view.table.went_out === number);
    },
  };
}
