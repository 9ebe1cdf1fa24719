/** Drawing a card: large with all its pips, or small with what matters. */

import { drawing, element, use } from "./element.js";
import { onPreference, preference } from "./preferences.js";
import { points } from "./texts.js";

/** @import { Card, Table } from "./protocol.js" */

const LEFT = 92;
const MIDDLE = 125;
const RIGHT = 158;
const PIP = 43;

/** @typedef {[x: number, y: number]} Place */

/** @type {(heights: number[]) => Place[]} both columns of pips at these heights */
const columns = (heights) => heights.flatMap((y) => [/** @type {Place} */ ([LEFT, y]), [RIGHT, y]]);
/** @type {(heights: number[]) => Place[]} */
const centre = (heights) => heights.map((y) => [MIDDLE, y]);

/** Where the pips of each number lie on a card of 250 by 350. @type {Record<string, Place[]>} */
const PIPS = {
  2: centre([96, 254]),
  3: centre([84, 175, 266]),
  4: columns([96, 254]),
  5: [...columns([96, 254]), ...centre([175])],
  6: columns([84, 175, 266]),
  7: [...columns([84, 175, 266]), ...centre([130])],
  8: [...columns([84, 175, 266]), ...centre([130, 220])],
  9: [...columns([72, 131, 219, 278]), ...centre([175])],
  T: [...columns([72, 141, 209, 278]), ...centre([106, 244])],
};

/**
 * What a card counts under the rules of this table, or null where the server did not say.
 * @param {Table} table
 * @param {Card | null} card
 * @returns {number | null}
 */
export function worthOf(table, card) {
  if (!card) return null;
  return table.values?.[card] ?? table.values?.[card[0]] ?? null;
}

/**
 * A drawn card; null gives its back.
 * @param {Card | null} card
 * @param {{size?: "large" | "small", worth?: number | null, showWorth?: boolean}} [look]
 * @returns {HTMLElement}
 */
export function drawCard(card, look = {}) {
  if (card === null)
    return element("span", { class: "card back", "aria-hidden": "true" }, board(use("card-back")));
  const worth = look.worth ?? null;
  const negative = worth !== null && worth < 0 ? " negative" : "";
  return element(
    "span",
    {
      class: `card face ${card[1]} ${look.size ?? "large"}${negative}`,
      "data-card": card,
      "aria-hidden": "true",
    },
    board(...faceOf(card, look.size)),
    look.showWorth && worth !== null && element("span", { class: "worth" }, points(worth)),
  );
}

/**
 * @param {Card} card
 * @param {"large" | "small" | undefined} size
 * @returns {SVGElement[]}
 */
function faceOf(card, size) {
  const suit = card[0] === "*" ? "star" : card[1];
  if (size === "small") return plainFace(card, suit, 2);
  return preference("cards") === "big" ? plainFace(card, suit, 2.25) : largeFace(card, suit);
}

/** Large cards that lie there already change their face where they lie. */
onPreference((name) => {
  if (name !== "cards") return;
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".card.large"))) {
    card.querySelector("svg")?.replaceWith(board(...faceOf(card.dataset.card ?? "", "large")));
  }
});

/**
 * @param {SVGElement[]} parts
 * @returns {SVGElement}
 */
function board(...parts) {
  return drawing("svg", { viewBox: "0 0 250 350" }, ...parts);
}

/**
 * @param {string} suit
 * @param {number} x of the middle
 * @param {number} y of the middle
 * @param {number} size
 * @returns {SVGElement}
 */
function pip(suit, x, y, size) {
  return use(`pip-${suit}`, { x: x - size / 2, y: y - size / 2, width: size, height: size });
}

/**
 * Only what matters, for small cards and for those who like big figures.
 * @param {Card} card
 * @param {string} suit
 * @param {number} scale of the rank
 * @returns {SVGElement[]}
 */
function plainFace(card, suit, scale) {
  if (card[0] === "*") return [use("jester", { x: 35, y: 75, width: 180, height: 180 })];
  return [rank(card, (card[0] === "T" ? 46 : 37) * scale, 75 * scale, scale), pip(suit, 172, 262, 124)];
}

/**
 * A card's rank in the display face; drawn, not written, because the card's name is told by what it lies on.
 * @param {Card} card
 * @param {number} x of the middle
 * @param {number} y of the line it stands on
 * @param {number} scale
 * @returns {SVGElement}
 */
function rank(card, x, y, scale) {
  const size = 100 * scale;
  return use(`rank-${card[0]}`, { x: x - 50 * scale, y: y - 76 * scale, width: size, height: size });
}

/**
 * @param {Card} card
 * @param {string} suit
 * @returns {SVGElement[]}
 */
function largeFace(card, suit) {
  return [
    corner(card, suit),
    drawing("g", { transform: "rotate(180 125 175)" }, corner(card, suit)),
    ...middle(card, suit),
  ];
}

/**
 * @param {Card} card
 * @param {string} suit
 * @returns {SVGElement}
 */
function corner(card, suit) {
  if (card[0] === "*") return drawing("g", {}, pip("star", 38, 48, 52));
  // The wide ones would touch the edge, or the frame of the queen.
  const scale = { T: 0.83, Q: 0.84 }[card[0]] ?? 1;
  const index = rank(card, scale < 1 ? 36 : 37, 74, scale);
  return drawing("g", {}, index, pip(suit, 37, 108, 42));
}

/**
 * @param {Card} card
 * @param {string} suit
 * @returns {SVGElement[]}
 */
function middle(card, suit) {
  const name = card[0];
  if (name === "*") {
    return [
      frame(),
      use("jester", { x: 66, y: 112, width: 118, height: 118 }),
      pip("star", 125, 76, 34),
      turned("star", 125, 274, 34),
    ];
  }
  if ("JQK".includes(name)) {
    return [
      frame(),
      use(`crown-${name}`, { x: 84, y: 52, width: 82, height: 49 }),
      use(`mono-${name}`, { x: 61, y: 90, width: 128, height: 181 }),
      pip(suit, 125, 281, 38),
    ];
  }
  if (name === "A")
    return [drawing("circle", { class: "fine", cx: 125, cy: 175, r: 66 }), pip(suit, 125, 175, 96)];
  return (PIPS[name] ?? []).map(([x, y]) => (y > 175 ? turned(suit, x, y, PIP) : pip(suit, x, y, PIP)));
}

/**
 * @param {string} suit
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @returns {SVGElement}
 */
function turned(suit, x, y, size) {
  return drawing("g", { transform: `rotate(180 ${x} ${y})` }, pip(suit, x, y, size));
}

/** @returns {SVGElement} */
function frame() {
  return drawing("rect", { class: "frame", x: 66, y: 40, width: 118, height: 270, rx: 12 });
}
