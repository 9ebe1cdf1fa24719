/** The controls of a replay: play and step, the speed, whose eyes, and the scrubber with its marks. */

import { button, element, icon, setText } from "./element.js";
import { seatName } from "./narration.js";
import { gettext, interpolate } from "./texts.js";

/** @import { Playback } from "./replay-playback.js" */
/** @import { Eyes, Mark, Moment } from "./timeline.js" */

/** Times as fast; 0: as it was. */
export const SPEEDS = [0.5, 1, 2, 4, 8, 0];

/**
 * @param {Playback} playback
 * @param {{moments: Moment[], marks: Mark[], hasSeat: boolean, open: boolean, copy: HTMLElement, showMoves: () => void, changeEyes: (eyes: Eyes) => void}} about
 */
export function createControls(playback, { moments, marks, hasSeat, open, copy, showMoves, changeEyes }) {
  const { length } = moments;
  const range = element("input", {
    type: "range",
    min: 0,
    max: length - 1,
    step: 1,
    value: 0,
    "aria-label": gettext("Moment of the game"),
    "data-testid": "scrubber",
  });
  range.addEventListener("input", () => playback.jump(Number(range.value)));
  const scrub = element(
    "div",
    { class: "scrub" },
    markBar(marks, moments, (at) => playback.jump(at)),
    range,
  );
  const play = button({ class: "round play", "data-testid": "play" }, () => playback.toggle());
  const where = element("span", { class: "moment-name", "data-testid": "moment" });
  const words = element("span");
  const caption = element("p", { class: "caption", "data-testid": "caption" }, words);
  const row = element(
    "div",
    { class: "deck-row" },
    stepButton("hole-back", gettext("Hole before"), "[", () => playback.hole(-1)),
    stepButton("step-back", gettext("One move back"), "ArrowLeft", () => playback.step(-1)),
    play,
    stepButton("step-on", gettext("One move on"), "ArrowRight", () => playback.step(1)),
    stepButton("hole-on", gettext("Next hole"), "]", () => playback.hole(1)),
    where,
    speedChoice((speed) => playback.changeSpeed(speed)),
    ...(open ? [eyesChoice(changeEyes, hasSeat)] : []),
    button({ class: "button quiet to-moves", "data-testid": "show-moves" }, showMoves, gettext("Moves")),
    copy,
  );
  const deck = element("section", { class: "deck", "aria-label": gettext("Replay") }, caption, scrub, row);
  return {
    element: deck,
    /**
     * @param {string} name of the moment that is shown
     * @param {string} told what happened there
     */
    update(name, told) {
      const { at, playing } = playback;
      range.value = String(at);
      range.setAttribute("aria-valuetext", `${name}. ${told}`);
      setText(where, name);
      setText(words, told);
      const label = playing ? gettext("Pause") : gettext("Play");
      if (play.getAttribute("aria-label") === label) return;
      play.setAttribute("aria-label", label);
      play.title = label;
      play.replaceChildren(icon(playing ? "pause" : "play"));
    },
  };
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} key
 * @param {() => void} act
 */
function stepButton(name, label, key, act) {
  const look = {
    class: `round ${name}`,
    "data-testid": name,
    "aria-label": label,
    title: label,
    "aria-keyshortcuts": key,
  };
  return button(look, act, icon(name));
}

/**
 * Marks over the scrubber, for the eye and the finger; those who listen find them in the list of moves.
 * @param {Mark[]} marks
 * @param {Moment[]} moments
 * @param {(at: number) => void} go
 */
function markBar(marks, moments, go) {
  const bar = element("div", { class: "marks", "aria-hidden": "true" });
  for (const mark of marks) {
    const dot = element("span", { class: `mark ${mark.kind}`, title: markName(mark, moments[mark.at]) });
    dot.style.setProperty("--at", String(mark.at / Math.max(moments.length - 1, 1)));
    dot.addEventListener("click", () => go(mark.at));
    bar.append(dot);
  }
  return bar;
}

/**
 * @param {Mark} mark
 * @param {Moment} moment
 * @returns {string}
 */
function markName({ kind, seat }, { state, hole }) {
  const who = seatName(state.table, seat, null);
  switch (kind) {
    case "pair":
      return interpolate(gettext("%(who)s made a pair"), { who });
    case "out":
      return interpolate(gettext("%(who)s went out"), { who });
    case "mistake":
      return interpolate(gettext("A mistake of %(who)s"), { who });
    case "blunder":
      return interpolate(gettext("A blunder of %(who)s"), { who });
    case "moment":
      return gettext("One of the moments that mattered most");
    case "turning":
      return interpolate(gettext("The move that turned the game: %(who)s"), { who });
    default:
      return interpolate(gettext("End of hole %(hole)s"), { hole });
  }
}

/** @param {(speed: number) => void} change */
function speedChoice(change) {
  const name = (/** @type {number} */ speed) =>
    speed === 0
      ? gettext("As it was")
      : interpolate(gettext("%(n)s×"), { n: speed.toLocaleString(document.documentElement.lang) });
  const options = SPEEDS.map((speed) =>
    element("option", { value: speed, selected: speed === 1 }, name(speed)),
  );
  const select = element("select", { "aria-label": gettext("Speed"), "data-testid": "speed" }, ...options);
  select.addEventListener("change", () => change(Number(select.value)));
  return select;
}

/**
 * @param {(eyes: Eyes) => void} change
 * @param {boolean} hasSeat
 */
function eyesChoice(change, hasSeat) {
  /** @type {[Eyes, string][]} */
  const all = [
    ["everybody", gettext("What all saw")],
    ["me", gettext("What I saw")],
    ["all", gettext("All cards")],
  ];
  const choices = all.filter(([eyes]) => eyes !== "me" || hasSeat);
  const options = choices.map(([eyes, name]) => element("option", { value: eyes }, name));
  const select = element(
    "select",
    { class: "eyes", "aria-label": gettext("Cards"), "data-testid": "eyes" },
    ...options,
  );
  select.addEventListener("change", () => change(/** @type {Eyes} */ (select.value)));
  return select;
}
