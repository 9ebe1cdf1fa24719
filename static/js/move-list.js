/** The moves of a game in words, hole by hole; each leads to its moment. */

import { decimal } from "./advice.js";
import { button, element } from "./element.js";
import { logged, narrate } from "./narration.js";
import { gettext, interpolate } from "./texts.js";

/** @import { Eyes, JudgedMove, Moment } from "./timeline.js" */
/** @import { State } from "./store.js" */

const THOUSANDTHS = 1000;

/**
 * What happened at a moment, in words; first what is said of it, as there may be no room for all.
 * @param {Moment} moment
 * @param {State} seen the state as it is looked at
 * @returns {string}
 */
export function tellMoment({ events, turning, undone, judged }, seen) {
  const drawn = seen.table?.drawn;
  const sentences = events.map((event) => {
    const card = event.type === "card_drawn" && drawn ? drawn.card : event.card;
    return narrate({ ...event, card }, seen);
  });
  if (judged && sentences.some(Boolean)) sentences.unshift(judgedWords(judged));
  if (turning) sentences.unshift(gettext("This move turned the game."));
  const told = sentences.filter(Boolean).join(" ");
  return undone && told ? interpolate(gettext("Taken back later: %(move)s"), { move: told }) : told;
}

/**
 * What the analysis says of a move.
 * @param {JudgedMove} judged
 * @returns {string}
 */
function judgedWords({ grade, cost }) {
  const strokes = decimal(cost / THOUSANDTHS);
  if (grade === "moment") return gettext("One of the moments that mattered most.");
  return grade === "blunder"
    ? interpolate(gettext("A blunder: it cost %(strokes)s strokes."), { strokes })
    : interpolate(gettext("A mistake: it cost %(strokes)s strokes."), { strokes });
}

/** @typedef {{at: number, button: HTMLButtonElement, line: HTMLElement}} Line of the list: one moment in words */

/**
 * @param {Moment[]} moments
 * @param {(at: number) => void} go
 */
export function createMoveList(moments, go) {
  const heading = element("h2", { class: "moves-hole", id: "moves-title" });
  const list = element("ol", { class: "moves", "aria-labelledby": "moves-title", "data-testid": "moves" });
  const panel = element("section", { class: "moves-panel" }, heading, turningButton(moments, go), list);
  /** @type {Map<number, Line[]>} by hole, as far as they were looked at */
  const written = new Map();
  /** @type {Line[]} */
  let lines = [];
  /** @type {Line | undefined} */
  let marked;

  /**
   * The moves of one hole: a whole game has too many to be read.
   * @param {number} hole
   */
  function showHole(hole) {
    const shown = written.get(hole) ?? linesOf(moments, hole, go);
    if (shown === lines) return;
    lines = shown;
    written.set(hole, lines);
    heading.textContent = interpolate(gettext("Hole %(hole)s, move by move"), { hole });
    list.replaceChildren(...lines.map(({ line }) => line));
  }

  return {
    element: panel,
    /** @param {number} at */
    update(at) {
      showHole(moments[at].hole);
      marked?.button.removeAttribute("aria-current");
      marked = lines.filter((line) => line.at <= at).at(-1);
      if (!marked) return;
      marked.button.setAttribute("aria-current", "step");
      const { button } = marked;
      // Where things lie is known for nothing once the whole picture is drawn.
      requestAnimationFrame(() => scrollTo(list, button));
    },
  };
}

/**
 * The way to the move that turned the game, where there was one.
 * @param {Moment[]} moments
 * @param {(at: number) => void} go
 */
function turningButton(moments, go) {
  const at = moments.findIndex(({ turning }) => turning);
  if (at < 0) return null;
  const look = { class: "to-turning", "data-testid": "to-turning" };
  return button(look, () => go(at), gettext("To the move that turned the game"));
}

/**
 * What the moves of a hole are, in words.
 * @param {Moment[]} moments
 * @param {number} hole
 * @param {(at: number) => void} go
 * @returns {Line[]}
 */
function linesOf(moments, hole, go) {
  return moments.flatMap((moment, at) => {
    if (moment.hole !== hole || !moment.events.some(logged)) return [];
    const words = tellMoment(moment, moment.state);
    if (!words) return [];
    const kind = (moment.turning && "turning") || (moment.undone && "undone");
    const act = button({ "data-at": at, class: kind }, () => go(at), words);
    return [{ at, button: act, line: element("li", {}, act) }];
  });
}

/**
 * Bring a line into sight without moving anything but the list.
 * @param {HTMLElement} list
 * @param {HTMLElement} line
 */
function scrollTo(list, line) {
  const [box, own] = [list.getBoundingClientRect(), line.getBoundingClientRect()];
  if (own.top < box.top || own.bottom > box.bottom) list.scrollTop += own.top - box.top - box.height / 3;
}
