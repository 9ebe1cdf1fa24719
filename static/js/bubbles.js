/** What is said, in bubbles at the seats of those who say it, for some seconds. */

import { placeFor } from "./bubble-place.js";
import { element } from "./element.js";

/** @import { Box, Obstacle } from "./bubble-place.js" */

const SHORTEST = 4_000;
const EACH_LETTER = 50;
/** What a bubble must not hide, and how bad it would be. */
const HIDES = /** @type {const} */ ([
  [
    ".felt .card, .felt .hint, .felt button.legal:not(.say), .sheet:not([hidden]), .banner:not([hidden]), .side",
    20,
  ],
  [".bar button, .who button, .chip.last-turns", 3],
  [".bubble", 2],
  [".who", 1],
]);

export function createBubbles() {
  const layer = element("div", { class: "bubbles", "aria-hidden": "true" });
  /** @type {Map<number, {bubble: HTMLElement, timer: ReturnType<typeof setTimeout>}>} */
  const shown = new Map();

  /** @param {number} seat */
  function hide(seat) {
    const known = shown.get(seat);
    clearTimeout(known?.timer);
    known?.bubble.remove();
    shown.delete(seat);
  }

  addEventListener("resize", () => {
    for (const [seat, { bubble }] of shown) place(bubble, seat);
  });
  return {
    element: layer,
    hide,
    clear() {
      for (const seat of [...shown.keys()]) hide(seat);
    },
    /** @type {(seat: number, who: string, words: string) => void} */
    show(seat, who, words) {
      hide(seat);
      const name = element("b", { class: "bubble-who" }, who);
      const bubble = element("p", { class: "bubble", "data-testid": `bubble-${seat}` }, name, " ", words);
      layer.append(bubble);
      if (!place(bubble, seat)) return bubble.remove();
      shown.set(seat, { bubble, timer: setTimeout(hide, SHORTEST + EACH_LETTER * words.length, seat) });
    },
  };
}

/**
 * Put a bubble to its seat.
 * @param {HTMLElement} bubble
 * @param {number} seat
 * @returns {boolean} whether the seat is on the page
 */
function place(bubble, seat) {
  const panel = document.querySelector(`.felt .seat[data-seat="${seat}"]`);
  const line = panel?.querySelector(".who");
  const names = line?.querySelector(".names");
  if (!panel || !line || !names) return false;
  const { clientWidth, clientHeight } = document.documentElement;
  const home = panel.classList.contains("mine") ? line : panel;
  const room = { width: clientWidth, height: clientHeight };
  const find = () => {
    const size = { width: bubble.offsetWidth, height: bubble.offsetHeight };
    return placeFor(size, boxOf(home), boxOf(names), obstacles(bubble, line), room);
  };
  const from = boxOf(line);
  bubble.classList.toggle("beside-face", home === line);
  bubble.dataset.side = "above";
  bubble.dataset.side = find().side;
  // Far from its seat it has a name in it, and so another size.
  const found = find();
  bubble.dataset.side = found.side;
  bubble.style.setProperty("left", `${found.left}px`);
  bubble.style.setProperty("top", `${found.top}px`);
  bubble.style.setProperty("--tail", `${tailAt(from.left + from.width / 2 - found.left, found.width)}px`);
  return true;
}

/**
 * Where the tail of a bubble comes out, so that it points to its seat.
 * @param {number} wanted
 * @param {number} width of the bubble
 * @returns {number}
 */
function tailAt(wanted, width) {
  return Math.max(14, Math.min(wanted, width - 14));
}

/**
 * @param {Element[]} own bubble, and line, which may be covered
 * @returns {Obstacle[]}
 */
function obstacles(...own) {
  return HIDES.flatMap(([selector, weight]) =>
    Array.from(document.querySelectorAll(selector))
      .filter((one) => !own.includes(one))
      .map((one) => ({ box: boxOf(one), weight })),
  );
}

/**
 * @param {Element} one
 * @returns {Box}
 */
function boxOf(one) {
  const { left, top, width, height } = one.getBoundingClientRect();
  return { left, top, width, height };
}
