/** Who laid which card on the discard pile, as far as this browser has seen it. Pure. */

/** @import { GameEvent } from "./protocol.js" */

/** @typedef {Map<number, Hands>} Past who had laid the pile's cards after each event of the hole */
/** @typedef {(number | null)[]} Hands seats by the pile's cards, the top one last; null where nobody knows */

/**
 * Who laid the pile's cards after one event.
 * @param {Hands} hands
 * @param {GameEvent} event
 * @param {Past} [past] for moves that are taken back; it is kept up
 * @returns {Hands}
 */
export function handsAfter(hands, event, past = new Map()) {
  if (event.type === "hole_started") past.clear();
  const after = event.type === "moves_undone" ? (past.get(event.to_seq ?? -1) ?? []) : laid(hands, event);
  past.set(event.seq, after);
  return after;
}

/**
 * @param {Hands} hands
 * @param {GameEvent} event
 * @returns {Hands}
 */
function laid(hands, event) {
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
