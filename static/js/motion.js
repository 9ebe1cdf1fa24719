/**
 * Cards on their way. The table is always drawn as it is; these animations only let a card arrive from where
 * it came. They never take a click, never delay one, and leave nothing behind when they are cut short.
 */

import { preference } from "./preferences.js";

/** @import { GameEvent } from "./protocol.js" */

const FLY = 280;
const TURN = 240;
const DEAL_STEP = 22;
const LAST_DEALT = 400;
const TOO_MUCH = 24;
const EASE = "cubic-bezier(.2,.75,.2,1)";

/**
 * Whether things may move: not if the device or the person asks for stillness.
 * @returns {boolean}
 */
export function motionAllowed() {
  return preference("motion") !== "off" && !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Where every spot of the table is now, to be taken before the table is drawn anew.
 * @param {HTMLElement} root
 * @returns {Map<string, DOMRect>}
 */
export function spotsOf(root) {
  const spots = new Map();
  for (const spot of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-spot]"))) {
    spots.set(spot.dataset.spot, (spot.querySelector(".card") ?? spot).getBoundingClientRect());
  }
  return spots;
}

/**
 * Let the cards of these events arrive.
 * @param {HTMLElement} root
 * @param {GameEvent[]} events
 * @param {Map<string, DOMRect>} before
 */
export function playMotion(root, events, before) {
  if (!motionAllowed() || events.length > TOO_MUCH || document.hidden) return;
  for (const event of events) {
    for (const [spot, from, delay] of flights(event)) fly(root, spot, before.get(from), delay);
    for (const spot of turns(event)) turn(root, spot);
    if (event.type === "hole_started") deal(root, before.get("stock"));
  }
}

/**
 * The flights of one event: where a card lies now, where it came from, and how late it starts.
 * @param {GameEvent} event
 * @returns {[string, string, number][]}
 */
function flights(event) {
  switch (event.type) {
    case "card_drawn":
      return [["drawn", event.from ?? "stock", 0]];
    case "draw_undone":
    case "card_discarded":
      return [["discard", "drawn", 0]];
    case "card_swapped":
      return [
        [`${event.seat}-${event.at}`, "drawn", 0],
        ["discard", `${event.seat}-${event.at}`, 60],
      ];
    default:
      return [];
  }
}

/**
 * The spots whose card one event turns up.
 * @param {GameEvent} event
 * @returns {string[]}
 */
function turns(event) {
  if (event.type === "card_flipped" || event.type === "card_flipped_as_action")
    return [`${event.seat}-${event.at}`];
  if (["cards_opened", "knocked", "grid_revealed"].includes(event.type)) {
    return Object.keys(event.cards ?? {}).map((position) => `${event.seat}-${position}`);
  }
  return [];
}

/**
 * @param {HTMLElement} root
 * @param {string} spot
 * @returns {HTMLElement | null} the card that lies there, the top one of a pile
 */
function cardAt(root, spot) {
  return root.querySelector(`[data-spot="${spot}"] > .card:last-of-type`);
}

/**
 * @param {HTMLElement} root
 * @param {string} spot
 * @param {DOMRect | undefined} from
 * @param {number} delay
 */
function fly(root, spot, from, delay) {
  const card = cardAt(root, spot);
  if (!card || !from || from.width === 0) return;
  const to = card.getBoundingClientRect();
  if (to.width === 0) return;
  const x = from.left + from.width / 2 - (to.left + to.width / 2);
  const y = from.top + from.height / 2 - (to.top + to.height / 2);
  card.animate(
    [
      { transform: `translate(${x}px, ${y}px) scale(${from.width / to.width})`, zIndex: 5 },
      { transform: "none", zIndex: 5 },
    ],
    { duration: FLY, delay, easing: EASE, fill: "backwards" },
  );
}

/**
 * @param {HTMLElement} root
 * @param {string} spot
 */
function turn(root, spot) {
  const card = cardAt(root, spot);
  card?.animate(
    [{ transform: "perspective(40rem) rotateY(88deg)" }, { transform: "perspective(40rem) rotateY(0)" }],
    {
      duration: TURN,
      easing: EASE,
    },
  );
}

/**
 * @param {HTMLElement} root
 * @param {DOMRect | undefined} from
 */
function deal(root, from) {
  const spots = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".slot[data-spot]"));
  for (const [i, spot] of [...spots].entries()) {
    fly(root, spot.dataset.spot ?? "", from, Math.min(i * DEAL_STEP, LAST_DEALT));
  }
}
