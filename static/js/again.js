/**
 * Tapping twice: where a person prefers it, the first tap on a card or pile only chooses it, and the second one on
 * the same makes the move. A key counts as a tap on what it stands for.
 */

import { atPosition, theCard, theRank } from "./card-names.js";
import { mayDraw, option, useOf } from "./protocol.js";
import { gettext, interpolate } from "./texts.js";

/** @import { Command, Option, Table } from "./protocol.js" */

/** @typedef {{spot: string, command: Command}} Held what was chosen: a position, "stock" or "discard" */

/**
 * Whether this is the second tap: the same move with the same card or pile.
 * @param {Held | null} held
 * @param {Held} tapped
 * @returns {boolean}
 */
export function isAgain(held, tapped) {
  return JSON.stringify(held) === JSON.stringify(tapped);
}

/**
 * Whether a move that was chosen may still be made.
 * @param {Option[]} legal
 * @param {Command} command
 * @returns {boolean}
 */
export function stillLegal(legal, command) {
  if (command.from === "stock" || command.from === "discard") return mayDraw(legal, command.from);
  if (typeof command.at === "number") return useOf(legal, command.at) === command.do;
  return option(legal, command.do) !== undefined;
}

/**
 * What a second tap does, in a sentence whose first words stand out.
 * @param {Table} table
 * @param {Held} held
 * @returns {string}
 */
export function againSentence(table, { command }) {
  const top = table.discard.at(-1);
  const card = table.drawn?.card ? theRank(table.drawn.card) : gettext("the card");
  const place = typeof command.at === "number" ? atPosition(command.at) : "";
  switch (command.do) {
    case "swap":
      return interpolate(gettext("<b>Tap again</b> to swap %(card)s with the card %(place)s."), {
        card,
        place,
      });
    case "discard":
      return interpolate(gettext("<b>Tap again</b> to discard %(card)s."), { card });
    case "undo_draw":
      return interpolate(gettext("<b>Tap again</b> to put %(card)s back."), { card });
    case "draw":
      return command.from === "discard" && top
        ? interpolate(gettext("<b>Tap again</b> to take %(card)s."), { card: theCard(top) })
        : gettext("<b>Tap again</b> to draw from the stock.");
    default:
      return interpolate(gettext("<b>Tap again</b> to turn up the card %(place)s."), { place });
  }
}

/**
 * Hear of every tap that is on no card and no pile that may be used.
 * @param {() => void} letGo
 */
export function listenElsewhere(letGo) {
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && !target.closest(".slot.legal, .pile.legal")) letGo();
  });
}
