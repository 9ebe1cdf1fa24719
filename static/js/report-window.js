/** The window by which somebody at a table is reported: one tap says what it is about, and the moment goes along. */

import { readBoot } from "./boot.js";
import { openDialog } from "./dialog.js";
import { button, element } from "./element.js";
import { gettext, interpolate } from "./texts.js";

/** @import { Seat } from "./protocol.js" */

/** As many characters as are kept. */
const MOST = 1000;

/**
 * @typedef {object} Moment
 * @property {string} game
 * @property {number} seat
 * @property {number} seq the last event that this browser has seen
 */

/**
 * What a report can be about, by what the site calls it.
 * @returns {Record<string, string>}
 */
function kinds() {
  return {
    cheating: gettext("Cheating"),
    name: gettext("An insulting name"),
    stalling: gettext("Stalling"),
    leaving: gettext("Leaving"),
    other: gettext("Something else"),
  };
}

/**
 * The plain page for the same; empty where the page knows of none.
 * @param {Moment} moment
 * @returns {string}
 */
function addressOf({ game, seat, seq }) {
  const given = document.getElementById("table")?.dataset.report ?? "";
  return given && `${given.replace("/0/0/", `/${game}/${seat}/`)}?seq=${seq}&table=${readBoot().code}`;
}

/**
 * Whether somebody who sits there can be reported from this page.
 * @param {string | null} game
 * @param {Seat} seat
 * @returns {boolean}
 */
export function canReport(game, seat) {
  return game !== null && seat.kind !== "cpu" && Boolean(document.getElementById("table")?.dataset.report);
}

/**
 * Ask what it is about, and send it. The promise has the sentence to be said then; empty where nothing was chosen.
 * @param {Moment} moment
 * @param {Seat} seat
 * @returns {Promise<string>}
 */
export async function report(moment, seat) {
  const address = addressOf(moment);
  const words = element("textarea", { id: "report-words", rows: 2, maxlength: MOST });
  const content = [
    element(
      "p",
      { class: "fine" },
      gettext("People read it, and decide. Nobody tells them who it came from."),
    ),
    element("div", { class: "report-kinds", role: "group", "aria-label": gettext("What is it about?") }),
    element(
      "div",
      { class: "field" },
      element("label", { for: "report-words" }, gettext("Tell us more, if you like")),
      words,
    ),
    element("p", { class: "fine" }, element("a", { href: address }, gettext("On a page of its own"))),
  ];
  const title = interpolate(gettext("Report %(who)s"), { who: seat.name });
  const closed = openDialog(title, content, [], { className: "seat-window", testid: "report-window" });
  const opened = words.closest("dialog");
  for (const [kind, text] of Object.entries(kinds())) {
    const chosen = { class: "button", "data-testid": `report-${kind}` };
    content[1]?.append(button(chosen, () => opened?.close(kind), text));
  }
  const kind = await closed;
  return kind && send(address, { kind, words: words.value, seq: String(moment.seq) });
}

/**
 * @param {string} address
 * @param {Record<string, string>} said
 * @returns {Promise<string>}
 */
async function send(address, said) {
  const lost = gettext("Your report could not be sent. Please try again.");
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": readBoot().csrf },
      body: new URLSearchParams(said),
    });
    if (answer.ok) return gettext("Thank you. Somebody will look at it.");
    return (await answer.json()).message ?? lost;
  } catch {
    return lost;
  }
}
