/** Watching by keyboard alone: which key does what on the page of a replay. */

import { dialogIsOpen } from "./dialog.js";
import { element } from "./element.js";
import { gettext } from "./texts.js";

/** @import { Playback } from "./replay-playback.js" */

/** @typedef {Record<"tell" | "help" | "preferences" | "sound", () => void>} OtherKeys what they do besides */

/**
 * @param {Playback} playback
 * @param {OtherKeys} others
 */
export function listenToReplayKeys(playback, others) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialogIsOpen()) return;
    if (event.target instanceof HTMLSelectElement) return;
    // A button or a link is pressed by the space bar.
    if (event.key === " " && event.target instanceof Element && event.target.closest("button, a")) return;
    const act = actionOf(event.key, playback, others);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/**
 * @param {string} key
 * @param {Playback} playback
 * @param {OtherKeys} others
 * @returns {(() => void) | null}
 */
function actionOf(key, playback, others) {
  switch (key) {
    case " ":
      return () => playback.toggle();
    case "ArrowLeft":
    case "ArrowDown":
      return () => playback.step(-1);
    case "ArrowRight":
    case "ArrowUp":
      return () => playback.step(1);
    case "[":
    case "PageUp":
      return () => playback.hole(-1);
    case "]":
    case "PageDown":
      return () => playback.hole(1);
    case "Home":
      return () => playback.first();
    case "End":
      return () => playback.last();
    case "?":
      return others.help;
    case "t":
      return others.tell;
    case "p":
      return others.preferences;
    case "m":
      return others.sound;
    default:
      return null;
  }
}

/** @returns {HTMLElement} the list of keys, for the help window */
export function replayKeys() {
  /** @type {[string, string][]} */
  const rows = [
    [gettext("Space"), gettext("Play, or pause")],
    ["← →", gettext("One move back, or on")],
    ["[ ]", gettext("Hole before, or next hole")],
    [gettext("Home, End"), gettext("To the beginning, or to the end")],
    ["T", gettext("Hear the whole table")],
    ["M", gettext("Sounds on or off")],
    ["P", gettext("Preferences")],
    ["?", gettext("This help")],
  ];
  const lines = rows.flatMap(([key, text]) => [
    element("dt", {}, element("kbd", {}, key)),
    element("dd", {}, text),
  ]);
  return element("dl", { class: "keys" }, ...lines);
}
