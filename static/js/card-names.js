/** Cards and positions in words. */

import { gettext, interpolate } from "./texts.js";

/** @import { Card } from "./protocol.js" */

/**
 * The rank of a card in words, as in "swap the two".
 * @param {Card} card
 * @returns {string}
 */
export function rankName(card) {
  /** @type {Record<string, string>} */
  const names = {
    A: gettext("ace"),
    2: gettext("two"),
    3: gettext("three"),
    4: gettext("four"),
    5: gettext("five"),
    6: gettext("six"),
    7: gettext("seven"),
    8: gettext("eight"),
    9: gettext("nine"),
    T: gettext("ten"),
    J: gettext("jack"),
    Q: gettext("queen"),
    K: gettext("king"),
    "*": gettext("joker"),
  };
  return names[card[0]] ?? card;
}

/**
 * A card in words, such as "king of hearts".
 * @param {Card} card
 * @returns {string}
 */
export function cardName(card) {
  if (card[0] === "*") return card[1] === "H" ? gettext("red joker") : gettext("black joker");
  /** @type {Record<string, string>} */
  const suits = {
    H: gettext("%(rank)s of hearts"),
    D: gettext("%(rank)s of diamonds"),
    C: gettext("%(rank)s of clubs"),
    S: gettext("%(rank)s of spades"),
  };
  return interpolate(suits[card[1]] ?? "%(rank)s", { rank: rankName(card) });
}

/**
 * Where a position lies, such as "Top left".
 * @param {number} position
 * @returns {string}
 */
export function positionName(position) {
  return [
    gettext("Top left"),
    gettext("Top middle"),
    gettext("Top right"),
    gettext("Bottom left"),
    gettext("Bottom middle"),
    gettext("Bottom right"),
  ][position];
}

/**
 * A place in the grid with what lies there, such as "Top left: king of hearts".
 * @param {number} position
 * @param {Card | null} card
 * @returns {string}
 */
export function placeName(position, card) {
  const what = card ? cardName(card) : gettext("face down");
  return interpolate(gettext("%(place)s: %(card)s"), { place: positionName(position), card: what });
}

/**
 * Names put together as people do: "Ann", "Ann and Bob", "Ann, Bob and Cleo".
 * @param {string[]} names
 * @returns {string}
 */
export function listOf(names) {
  const language = globalThis.document?.documentElement.lang || "en";
  return new Intl.ListFormat(language, { type: "conjunction" }).format(names);
}
