/** The small window about one seat: who sits there, whether they are heard, and the way to report them. */

import { openDialog } from "./dialog.js";
import { element, icon } from "./element.js";
import { isMuted, setMuted } from "./muted.js";
import { faceOf, levelOf, pageOf, personas, portrait } from "./personas.js";
import { canReport } from "./report-window.js";
import { gettext, interpolate, points } from "./texts.js";

/** @import { Seat } from "./protocol.js" */

/** How far a regional indicator, of which flags are made, is from its letter. */
const REGIONAL = 0x1f1e6 - 0x41;

/**
 * Show who sits there. The promise is "mute" where the person at this browser muted them, or hears them again, and
 * "report" where they want to report them.
 * @param {string | null} game
 * @param {number} number of the seat
 * @param {Seat} seat
 * @param {boolean} begun whether there is a score to be told
 * @returns {Promise<string>}
 */
export async function showSeat(game, number, seat, begun = true) {
  const muted = isMuted(game, number);
  const text = muted ? gettext("Hear them again") : gettext("Mute");
  const choices = [{ value: "mute", text, testid: "mute" }];
  if (canReport(game, seat)) choices.push({ value: "report", text: gettext("Report"), testid: "report" });
  const chosen = await openDialog(seat.name, about(seat, muted, begun), choices, {
    className: "seat-window",
    testid: "seat-window",
  });
  if (chosen === "mute") setMuted(game, number, !muted);
  return chosen;
}

/**
 * @param {Seat} seat
 * @param {boolean} muted
 * @param {boolean} begun
 * @returns {HTMLElement[]}
 */
function about(seat, muted, begun) {
  const facts = element(
    "div",
    { class: "seat-facts" },
    ...sentences(seat, begun).map((one) => element("p", {}, one)),
  );
  if (pageOf(seat)) {
    const more = interpolate(gettext("More about %(who)s"), { who: seat.name });
    const link = { href: pageOf(seat), target: "_blank", rel: "noopener", "data-testid": "persona-page" };
    facts.append(element("p", {}, element("a", link, more)));
  }
  const parts = [element("div", { class: "seat-who" }, portrait(faceOf(seat)), facts)];
  if (muted) {
    const note = gettext("Muted: you see and hear nothing that they say.");
    parts.push(element("p", { class: "muted-note" }, icon("muted"), note));
  }
  return parts;
}

/**
 * @param {Seat} seat
 * @param {boolean} begun
 * @returns {string[]}
 */
function sentences(seat, begun) {
  const persona = personas()[seat.persona ?? ""];
  const total = begun ? [interpolate(gettext("%(total)s so far"), { total: points(seat.total) })] : [];
  if (persona) {
    const manner = [capital(persona.style), levelOf(seat)].filter(Boolean).join(" · ");
    return [manner, persona.sentence, ...total];
  }
  const who = seat.kind === "guest" ? gettext("Plays as a guest.") : gettext("Plays with an account.");
  const where = seat.connected ? gettext("At the table now.") : gettext("Away just now.");
  const from = seat.country ? [countryName(seat.country)] : [];
  return [who, ...from, seat.autopilot ? gettext("Caddie is playing") : where, ...total];
}

/**
 * A country's flag and its name in the language of the page.
 * @param {string} code its two letters
 * @returns {string}
 */
function countryName(code) {
  const flag = [...code].map((letter) => String.fromCodePoint(letter.charCodeAt(0) + REGIONAL)).join("");
  const names = new Intl.DisplayNames(document.documentElement.lang || "en", { type: "region" });
  return `${flag} ${names.of(code)}`;
}

/**
 * @param {string} text
 * @returns {string}
 */
function capital(text) {
  return text.charAt(0).toLocaleUpperCase(document.documentElement.lang || "en") + text.slice(1);
}
