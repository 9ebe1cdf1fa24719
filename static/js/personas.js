/** The computer players as people see them: a name, a face and a few words. */

import { gettext } from "./texts.js";

/** @import { Seat } from "./protocol.js" */

/** @returns {Record<string, {name: string, style: string}>} */
export function personas() {
  return {
    sofia: { name: "Sofia", style: gettext("calculated and patient") },
    maya: { name: "Maya", style: gettext("aggressive closer") },
    priya: { name: "Priya", style: gettext("pair hunter") },
    marcus: { name: "Marcus", style: gettext("steady") },
    kenji: { name: "Kenji", style: gettext("risk taker") },
    diego: { name: "Diego", style: gettext("chaotic gambler") },
    river: { name: "River", style: gettext("adaptive") },
    sage: { name: "Sage", style: gettext("sneaky finisher") },
  };
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
 * Which portrait a seat has.
 * @param {Seat} seat
 * @returns {string}
 */
export function faceOf(seat) {
  if (seat.autopilot) return "caddie";
  if (seat.kind === "cpu") return seat.persona ?? "person";
  return seat.kind === "guest" ? "guest" : "person";
}
