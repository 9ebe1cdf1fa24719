/** Cards and positions in words. */

import { gettext, interpolate, points } from "./texts.js";
import { pairedColumns } from "./view.js";

/** @import { Card, Seat } from "./protocol.js" */

/**
 * The rank of a card as what something is done to: "the two", as in "swap the two".
 * @param {Card} card
 * @returns {string}
 */
export function theRank(card) {
  /** @type {Record<string, string>} */
  const names = {
    A: gettext("the ace"),
    2: gettext("the two"),
    3: gettext("the three"),
    4: gettext("the four"),
    5: gettext("the five"),
    6: gettext("the six"),
    7: gettext("the seven"),
    8: gettext("the eight"),
    9: gettext("the nine"),
    T: gettext("the ten"),
    J: gettext("the jack"),
    Q: gettext("the queen"),
    K: gettext("the king"),
    "*": gettext("the joker"),
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
  const names = {
    A: gettext("ace of %(suit)s"),
    2: gettext("two of %(suit)s"),
    3: gettext("three of %(suit)s"),
    4: gettext("four of %(suit)s"),
    5: gettext("five of %(suit)s"),
    6: gettext("six of %(suit)s"),
    7: gettext("seven of %(suit)s"),
    8: gettext("eight of %(suit)s"),
    9: gettext("nine of %(suit)s"),
    T: gettext("ten of %(suit)s"),
    J: gettext("jack of %(suit)s"),
    Q: gettext("queen of %(suit)s"),
    K: gettext("king of %(suit)s"),
  };
  return interpolate(names[card[0]] ?? card, { suit: suitName(card) });
}

/**
 * A card as what something is done to: "the king of hearts". Languages decline it as "You drew …" wants it.
 * @param {Card} card
 * @returns {string}
 */
export function theCard(card) {
  if (card[0] === "*") return card[1] === "H" ? gettext("the red joker") : gettext("the black joker");
  /** @type {Record<string, string>} */
  const names = {
    A: gettext("the ace of %(suit)s"),
    2: gettext("the two of %(suit)s"),
    3: gettext("the three of %(suit)s"),
    4: gettext("the four of %(suit)s"),
    5: gettext("the five of %(suit)s"),
    6: gettext("the six of %(suit)s"),
    7: gettext("the seven of %(suit)s"),
    8: gettext("the eight of %(suit)s"),
    9: gettext("the nine of %(suit)s"),
    T: gettext("the ten of %(suit)s"),
    J: gettext("the jack of %(suit)s"),
    Q: gettext("the queen of %(suit)s"),
    K: gettext("the king of %(suit)s"),
  };
  return interpolate(names[card[0]] ?? card, { suit: suitName(card) });
}

/**
 * @param {Card} card
 * @returns {string}
 */
function suitName(card) {
  /** @type {Record<string, string>} */
  const names = {
    H: gettext("hearts"),
    D: gettext("diamonds"),
    C: gettext("clubs"),
    S: gettext("spades"),
  };
  return names[card[1]] ?? "";
}

/**
 * Where a position lies, such as "Top left".
 * @param {number} position
 * @returns {string}
 */
function positionName(position) {
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
 * Where a position lies, inside a sentence: "at the top left".
 * @param {number} position
 * @returns {string}
 */
export function atPosition(position) {
  return [
    gettext("at the top left"),
    gettext("at the top middle"),
    gettext("at the top right"),
    gettext("at the bottom left"),
    gettext("at the bottom middle"),
    gettext("at the bottom right"),
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
 * A place of a column that is paired, where no card counts by itself, with what the column counts.
 * @param {number} position
 * @param {Pick<Seat, "grid" | "columns">} seat
 * @returns {string | null} null where it is not paired
 */
export function pairedName(position, { grid, columns }) {
  const column = position % 3;
  if (!pairedColumns(grid).includes(column)) return null;
  const place = placeName(position, grid[position]);
  const worth = columns?.[column] ?? null;
  return worth === null
    ? interpolate(gettext("%(place)s, paired"), { place })
    : interpolate(gettext("%(place)s, paired, the column counts %(points)s"), {
        place,
        points: points(worth),
      });
}

/**
 * Names put together as people do: "Ann", "Ann and Bob", "Ann, Bob and Cleo".
 * @param {string[]} names
 * @returns {string}
 */
export function listOf(names) {
  and ??= new Intl.ListFormat(globalThis.document?.documentElement.lang || "en", { type: "conjunction" });
  return and.format(names);
}

/** Made once: that takes longer than to use it. @type {Intl.ListFormat | undefined} */
let and;
