/** The computer players as people see them: a name, a face and a few words. */

import { gettext } from "./texts.js";

/** @import { Seat } from "./protocol.js" */

/** @returns {Record<string, {name: string, style: string, sentence: string}>} */
export function personas() {
  return {
    sofia: {
      name: "Sofia",
      style: gettext("calculated and patient"),
      sentence: gettext("Swaps only for a clear gain, and seldom ends a hole: only when she is sure."),
    },
    maya: {
      name: "Maya",
      style: gettext("aggressive closer"),
      sentence: gettext("Turns her cards up as fast as she can and goes out before you are ready."),
    },
    priya: {
      name: "Priya",
      style: gettext("pair hunter"),
      sentence: gettext("Keeps her high cards in the hope of a pair, and often gets it."),
    },
    marcus: {
      name: "Marcus",
      style: gettext("steady"),
      sentence: gettext("Plays the odds, hole after hole, and rarely has a bad one."),
    },
    kenji: {
      name: "Kenji",
      style: gettext("risk taker"),
      sentence: gettext("Leaves his cards to luck: a brilliant hole or a terrible one."),
    },
    diego: {
      name: "Diego",
      style: gettext("chaotic gambler"),
      sentence: gettext("Nobody knows what he will do next, least of all Diego."),
    },
    river: {
      name: "River",
      style: gettext("adaptive"),
      sentence: gettext("Plays to the standings: careful when ahead, bold when behind."),
    },
    sage: {
      name: "Sage",
      style: gettext("sneaky finisher"),
      sentence: gettext("Waits quietly with two cards face down, then ends the hole all at once."),
    },
  };
}

/**
 * The levels at which computer players play, by key, the weakest first.
 * @returns {Record<string, string>}
 */
export function levels() {
  return { easy: gettext("Easy"), club: gettext("Club"), tour: gettext("Tour") };
}

/**
 * How strong a computer player plays, in a word; empty for everybody else.
 * @param {Seat} seat
 * @returns {string}
 */
export function levelOf(seat) {
  return seat.kind === "cpu" && seat.level ? (levels()[seat.level] ?? "") : "";
}

/** Where the drawing of all portraits is, from the page, because static files carry a hash in their name. */
let portraits = "";

/** @param {string} address */
export function usePortraits(address) {
  portraits = address;
}

/**
 * The portrait for a seat or, by key, of a persona; decoration, so without a text of its own.
 * @param {string} key
 * @returns {HTMLImageElement}
 */
export function portrait(key) {
  const image = new Image(48, 48);
  image.src = `${portraits}#${key}`;
  image.alt = "";
  image.className = "portrait";
  image.decoding = "async";
  return image;
}

/**
 * Where a computer player's page is; empty for everybody else, and where there is no way to it.
 * @param {Seat} seat
 * @returns {string}
 */
export function pageOf(seat) {
  const pages = document.getElementById("table")?.dataset.cpu;
  return pages && seat.kind === "cpu" && seat.persona ? `${pages}${seat.persona}/` : "";
}

/**
 * Which portrait a seat has.
 * @param {Seat} seat
 * @returns {string}
 */
export function faceOf(seat) {
  if (seat.autopilot) return "caddie";
  if (seat.kind === "cpu") return seat.persona ?? "person";
  return seat.portrait ?? (seat.kind === "guest" ? "guest" : "person");
}
