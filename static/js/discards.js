/** Who laid which card on the discard pile, as far as this browser has seen it. Pure. */

/** @import { GameEvent } from "./protocol.js" */

/** @typedef {(number | null)[]} Hands seats by the pile's cards, the top one last; null where nobody knows */

/**
 * Who laid the pile's cards after one event.
 * @param {Hands} hands
 * @param {GameEvent} event
 * @returns {Hands}
 */
export function handsAfter(hands, event) {
  switch (event.type) {
    case "hole_started":
      return [null];
    case "card_swapped":
    case "card_discarded":
    case "draw_undone":
      return [...hands, event.seat ?? null];
    case "card_drawn":
      return event.from === "discard" ? hands.slice(0, -1) : hands;
    case "stock_renewed":
      return hands.slice(-1);
    default:
      return hands;
  }
}

/**
 * The cards of the pile, the top one first, each with the seat that laid it.
 * @param {string[]} pile the top one last
 * @param {Hands} hands
 * @returns {{card: string, seat: number | null}[]}
 */
export function newestFirst(pile, hands) {
  return pile.map((card, i) => ({ card, seat: hands[hands.length - pile.length + i] ?? null })).reverse();
}
