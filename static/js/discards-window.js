/** The last cards of the discard pile, spread out, with who laid them there. */

import { drawCard, worthOf } from "./card.js";
import { cardName } from "./card-names.js";
import { openDialog } from "./dialog.js";
import { handsAfter, newestFirst } from "./discards.js";
import { element } from "./element.js";
import { seatName } from "./narration.js";
import { gettext, interpolate } from "./texts.js";

/** @import { Hands, Past } from "./discards.js" */
/** @import { Frame, GameEvent, Table } from "./protocol.js" */
/** @import { State } from "./store.js" */

/**
 * The pile as this browser has watched it grow.
 * @param {() => State} state
 */
export function createDiscards(state) {
  /** @type {Hands} */
  let hands = [];
  /** @type {Past} */
  const past = new Map();
  return {
    /** @type {(frame: Frame, events: GameEvent[]) => void} */
    follow(frame, events) {
      if (frame.type === "snapshot") {
        hands = [];
        past.clear();
      }
      for (const event of events) hands = handsAfter(hands, event, past);
    },
    show() {
      const { table, you } = state();
      if (table && table.phase !== "lobby") showDiscards(table, hands, you.seat);
    },
  };
}

/**
 * Show what lies on the pile, as far down as anybody may look.
 * @param {Table} table
 * @param {Hands} hands
 * @param {number | null} own seat
 * @returns {Promise<string>}
 */
function showDiscards(table, hands, own) {
  const cards = newestFirst(table.discard, hands).map(({ card, seat }, i) => {
    const who = seat === null ? "" : seatName(table, seat, own);
    const drawn = drawCard(card, { worth: worthOf(table, card) });
    return element(
      "li",
      { "data-testid": `discarded-${i}` },
      element("span", { class: "only-spoken" }, spoken(cardName(card), who)),
      element("span", { class: "fan-card", "aria-hidden": "true" }, drawn),
      element("span", { class: "fan-who", "aria-hidden": "true" }, who || gettext("dealt, or not seen")),
    );
  });
  const content = cards.length
    ? [
        element("p", { class: "help" }, gettext("The newest first, as far down as anybody may look.")),
        element("ol", { class: "fan" }, ...cards),
      ]
    : [element("p", {}, gettext("No card lies on the discard pile."))];
  return openDialog(gettext("On the discard pile"), content, [], {
    className: "discards",
    testid: "discards-window",
  });
}

/**
 * @param {string} card
 * @param {string} who
 * @returns {string}
 */
function spoken(card, who) {
  return who ? interpolate(gettext("%(card)s, from %(who)s"), { card, who }) : card;
}
