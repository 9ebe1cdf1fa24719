/** Playing by keyboard alone: which key asks for what. */

import { dialogIsOpen } from "./dialog.js";
import { element } from "./element.js";
import { gettext } from "./texts.js";

/** The keys that do something at coaching tables alone. */
export const COACHING_KEYS = "HZ";

/**
 * @typedef {object} Keys
 * @property {(from: "stock" | "discard") => void} draw
 * @property {(position: number) => void} choose
 * @property {(name: string) => void} ask for a command without more to say
 * @property {() => void} open
 * @property {() => void} tell
 * @property {() => void} [say]
 * @property {() => void} [look]
 * @property {() => void} help
 * @property {() => void} preferences
 * @property {() => void} sound
 * @property {() => void} letGo
 */

/**
 * Listen to the keyboard of the page.
 * @param {Keys} keys
 */
export function listenToKeys(keys) {
  document.addEventListener("keydown", (event) => {
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.repeat ||
      dialogIsOpen() ||
      isTyping(event.target)
    )
      return;
    const act = actionOf(event.key, keys);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/**
 * @param {string} key
 * @param {Keys} keys
 * @returns {(() => void) | null}
 */
function actionOf(key, keys) {
  if (/^[1-6]$/.test(key)) return () => keys.choose(Number(key) - 1);
  switch (key.toLowerCase()) {
    case "s":
      return () => keys.draw("stock");
    case "d":
      return () => keys.draw("discard");
    case "x":
      return () => keys.ask("discard");
    case "f":
      return () => keys.ask("skip_flip");
    case "k":
      return () => keys.ask("knock");
    case "u":
      return () => keys.ask("undo_draw");
    case "h":
      return () => keys.ask("hint");
    case "z":
      return () => keys.ask("undo_move");
    case "n":
      return () => keys.ask("next_hole");
    case "o":
      return keys.open;
    case "t":
      return keys.tell;
    case "c":
      return keys.say ?? null;
    case "l":
      return keys.look ?? null;
    case "m":
      return keys.sound;
    case "p":
      return keys.preferences;
    case "?":
      return keys.help;
    case "escape":
      return keys.letGo;
    default:
      return null;
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {boolean}
 */
function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  );
}

/**
 * The list of keys, for the help window.
 * @param {string} [without] the keys that do nothing here
 * @returns {HTMLElement}
 */
export function keyList(without = "") {
  /** @type {[string, string][]} */
  const rows = [
    ["S", gettext("Draw from the stock")],
    ["D", gettext("Take the top of the discard pile")],
    ["1 – 6", gettext("Choose one of your cards: top row, then bottom row")],
    ["X", gettext("Discard the drawn card")],
    ["U", gettext("Put back what you took from the discard pile")],
    ["F", gettext("Skip turning up a card")],
    ["K", gettext("Knock")],
    ["H", gettext("Ask for a hint, at coaching tables")],
    ["Z", gettext("Undo your last move, at coaching tables")],
    ["N", gettext("Next hole")],
    ["L", gettext("Look at the last cards of the discard pile")],
    ["C", gettext("Say something")],
    ["T", gettext("Hear the whole table")],
    ["M", gettext("Sounds on or off")],
    ["P", gettext("Preferences")],
    ["?", gettext("This help")],
  ];
  return element(
    "dl",
    { class: "keys" },
    ...rows
      .filter(([key]) => !without.includes(key))
      .flatMap(([key, text]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, text)]),
  );
}
