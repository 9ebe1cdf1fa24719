/**
 * Cards on their way. The table is always drawn as it is; these animations only let a card arrive from where
 * it came. They never take a click, never delay one, and leave nothing behind when they are cut short.
 */

import { drawCard } from "./card.js";
import { preference } from "./preferences.js";

/** @import { GameEvent } from "./protocol.js" */

/** @typedef {{box: DOMRect, back: boolean}} Spot where a card was, and whether it lay face down */

const FLY = 300;
const FIRST_HALF = 150;
const SECOND_HALF = 200;
const LOCK = 260;
const DEAL_STEP = 22;
const LAST_DEALT = 400;
const TOO_MUCH = 24;
const EASE = "cubic-bezier(.2,.75,.2,1)";
const DEPTH = "perspective(60rem)";

/**
 * Whether things may move: not if the device or the person asks for stillness.
 * @returns {boolean}
 */
export function motionAllowed() {
  return preference("motion") !== "off" && !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Where every card of the table is now, to be taken before the table is drawn anew; also which clasps are closed.
 * @param {HTMLElement} root
 * @returns {Map<string, Spot>}
 */
export function spotsOf(root) {
  const spots = new Map();
  for (const spot of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll("[data-spot], [data-clasp]")
  )) {
    const card = spot.querySelector(".card:last-of-type") ?? spot;
    const box = card.getBoundingClientRect();
    spots.set(spot.dataset.spot ?? spot.dataset.clasp, { box, back: card.classList.contains("back") });
  }
  return spots;
}

/**
 * Let the cards of these events arrive.
 * @param {HTMLElement} root
 * @param {GameEvent[]} events
 * @param {Map<string, Spot>} before
 */
export function playMotion(root, events, before) {
  if (!motionAllowed() || events.length > TOO_MUCH || document.hidden) return;
  for (const event of events) {
    for (const [spot, from, delay] of flights(event)) fly(root, spot, before.get(from), delay);
    for (const spot of turns(event)) turn(root, spot);
    if (event.type === "hole_started") deal(root, before.get("stock"));
  }
  for (const clasp of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-clasp]"))) {
    if (!before.has(clasp.dataset.clasp ?? "")) lock(clasp);
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
 * A card flies to where it lies now, lifted a little on its way; one that lay face down turns over as it flies.
 * @param {HTMLElement} root
 * @param {string} spot
 * @param {Spot | undefined} from
 * @param {number} delay
 */
function fly(root, spot, from, delay) {
  const card = cardAt(root, spot);
  if (!card || !from || from.box.width === 0) return;
  const to = card.getBoundingClientRect();
  if (to.width === 0) return;
  const x = from.box.left + from.box.width / 2 - (to.left + to.width / 2);
  const y = from.box.top + from.box.height / 2 - (to.top + to.height / 2);
  const size = from.box.width / to.width;
  const lifted = Math.max(size, 1) * 1.06;
  /** @type {(left: number, scale: number, turned: number) => Keyframe} */
  const at = (left, scale, turned) => ({
    transform: `translate(${x * left}px, ${y * left}px) ${DEPTH} scale(${scale}) rotateY(${turned}deg)`,
  });
  if (from.back && card.classList.contains("face")) {
    showBack(root, to, [at(1, size, 0), at(0.5, lifted, 90)], { delay, duration: FIRST_HALF });
    const second = { delay: delay + FIRST_HALF, duration: SECOND_HALF, easing: EASE };
    return move(card, [at(0.5, lifted, -90), at(0, 1, 0)], second);
  }
  move(card, [at(1, size, 0), at(0.4, lifted, 0), at(0, 1, 0)], { delay, duration: FLY, easing: EASE });
}

/**
 * A card turns over where it lies.
 * @param {HTMLElement} root
 * @param {string} spot
 */
function turn(root, spot) {
  const card = cardAt(root, spot);
  if (!card) return;
  /** @type {(scale: number, turned: number) => Keyframe} */
  const at = (scale, turned) => ({ transform: `${DEPTH} scale(${scale}) rotateY(${turned}deg)` });
  showBack(root, card.getBoundingClientRect(), [at(1, 0), at(1.06, 90)], { delay: 0, duration: FIRST_HALF });
  move(card, [at(1.06, -90), at(1, 0)], { delay: FIRST_HALF, duration: SECOND_HALF, easing: EASE });
}

/**
 * Move a card, above all others as long as it moves.
 * @param {HTMLElement} card
 * @param {Keyframe[]} keyframes
 * @param {KeyframeAnimationOptions} time
 */
function move(card, keyframes, time) {
  card.dataset.moving = "";
  const animation = card.animate(keyframes, { ...time, fill: "backwards" });
  animation.onfinish = animation.oncancel = () => delete card.dataset.moving;
}

/**
 * The back of a card that is face up on the page already, for the first half of its turning over.
 * @param {HTMLElement} root
 * @param {DOMRect} box where the card lies
 * @param {Keyframe[]} keyframes
 * @param {KeyframeAnimationOptions} time
 */
function showBack(root, box, keyframes, time) {
  const back = drawCard(null);
  back.classList.add("passing");
  Object.assign(back.style, { left: `${box.left}px`, top: `${box.top}px` });
  back.style.setProperty("--w", `${box.width}px`);
  root.append(back);
  const animation = back.animate(keyframes, { ...time, easing: "ease-in", fill: "backwards" });
  animation.onfinish = animation.oncancel = () => back.remove();
}

/**
 * A clasp closes on a pair.
 * @param {HTMLElement} clasp
 */
function lock(clasp) {
  const from = { transform: "translate(-50%, -50%) scale(0.3) rotate(-50deg)", opacity: 0 };
  const past = { transform: "translate(-50%, -50%) scale(1.15) rotate(6deg)", opacity: 1, offset: 0.7 };
  const closed = { transform: "translate(-50%, -50%)", opacity: 1 };
  clasp.animate([from, past, closed], { delay: FLY, duration: LOCK, easing: EASE, fill: "backwards" });
}

/**
 * @param {HTMLElement} root
 * @param {Spot | undefined} from
 */
function deal(root, from) {
  const spots = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".slot[data-spot]"));
  for (const [i, spot] of [...spots].entries()) {
    fly(root, spot.dataset.spot ?? "", from, Math.min(i * DEAL_STEP, LAST_DEALT));
  }
}
