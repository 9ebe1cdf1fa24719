/** The sheet that comes up when a hole or the game is over. It can be put down to look at the table. */

import { button, element, icon, setText } from "./element.js";
import { hintOf } from "./hint.js";
import { motionAllowed } from "./motion.js";
import { faceOf } from "./personas.js";
import { option } from "./protocol.js";
import { celebrate, gameResult, gameTitle } from "./result.js";
import { onNextInput, Run } from "./run.js";
import { shareResult } from "./share.js";
import { countTally, tally } from "./tally.js";
import { gettext, interpolate } from "./texts.js";

/** @import { Command } from "./protocol.js" */
/** @import { View } from "./view.js" */

/**
 * @typedef {object} Ways
 * @property {(command: Command) => void} send
 * @property {(sentence: string) => void} tell
 * @property {() => void} redraw
 * @property {HTMLElement} root of the table
 * @property {HTMLElement} [sayButton]
 * @property {string} homeUrl
 * @property {string} newTableUrl
 */

const LOOK_AT_THE_TABLE = 1_100;
const LOOK_AT_THE_TALLY = 900;
const OVER = ["hole_over", "game_over", "abandoned"];

/**
 * What there is still to be told of an ending: first the table is looked at, then the hole is counted, then, at the
 * end of the game, its tally is looked at; `null` where everything is on the page.
 * @typedef {"table" | "counting" | "tally" | null} Telling
 */

/** @param {Ways} ways */
export function createSheet(ways) {
  const body = element("div", {
    class: "sheet-body",
    role: "group",
    tabindex: 0,
    "aria-labelledby": "sheet-title",
  });
  const foot = element("footer", { class: "sheet-foot" });
  const title = element("h2", { id: "sheet-title", tabindex: "-1" });
  const fold = button({ class: "button quiet fold", "aria-expanded": "true" }, () => setFolded(!folded));
  const skip = button(
    { class: "button quiet skip-telling", "data-testid": "skip-telling", hidden: true },
    () => {},
    gettext("Skip"),
  );
  const sheet = element(
    "section",
    { class: "sheet", "aria-label": gettext("Result"), hidden: true },
    element("header", {}, title, ways.sayButton, skip, fold),
    body,
    foot,
  );
  let folded = false;
  let shown = "";
  let footing = "";
  /** @type {View | null} */
  let latest = null;
  /** @type {Telling} */
  let telling = null;
  let held = false;
  /** Ends what runs at the moment. */
  let stop = () => {};

  /** @param {boolean} value */
  function setFolded(value) {
    folded = value;
    body.hidden = folded;
    sheet.classList.toggle("folded", folded);
    fold.textContent = folded ? gettext("Show result") : gettext("Look at the table");
    fold.setAttribute("aria-expanded", String(!folded));
  }

  /** @param {Telling} next */
  function tell(next) {
    telling = next;
    const focused = document.activeElement === skip;
    skip.hidden = telling === null;
    fold.hidden = telling !== null;
    if (focused && skip.hidden) fold.focus();
    ways.redraw();
  }

  /**
   * Wait for a while, or until somebody touches anything, which ends the whole telling.
   * @param {number} milliseconds
   * @param {() => void} next
   */
  function wait(milliseconds, next) {
    const deaf = onNextInput(end);
    const timer = setTimeout(() => {
      deaf();
      next();
    }, milliseconds);
    stop = () => {
      deaf();
      clearTimeout(timer);
    };
  }

  function count() {
    tell("counting");
    const list = /** @type {HTMLElement | null} */ (body.querySelector(".tally"));
    if (!list) return end();
    const run = new Run((whole) => (whole ? afterCounting() : end()));
    countTally(run, list, ways.root);
    run.begin();
    stop = () => run.finish();
  }

  function afterCounting() {
    if (latest?.table.phase !== "game_over") return tell(null);
    tell("tally");
    wait(LOOK_AT_THE_TALLY, () => {
      tell(null);
      const run = new Run(() => {});
      celebrate(run, body);
      run.begin();
      stop = () => run.finish();
    });
  }

  /** Nothing is left to be told: everything is on the page. */
  function end() {
    stop();
    stop = () => {};
    if (telling !== null) tell(null);
  }

  function draw() {
    if (!latest) return;
    const view = latest;
    const wasHidden = sheet.hidden;
    sheet.hidden = !OVER.includes(view.table.phase) || telling === "table" || held;
    if (sheet.hidden) {
      shown = "";
      return;
    }
    if (wasHidden) setFolded(false);
    drawFoot(view);
    const result = view.table.phase === "game_over" && telling === null;
    const key = keyOf(view, result);
    if (key === shown) return;
    shown = key;
    setText(title, titleOf(view, result));
    body.replaceChildren(...contentOf(view, result));
  }

  /** What is pressed may not be replaced while it is pressed: the foot changes only where it has to. @param {View} view */
  function drawFoot(view) {
    const key = JSON.stringify([view.table.phase, view.state.legal, hintOf(view)]);
    if (key === footing) return;
    footing = key;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.testid;
    foot.replaceChildren(...footButtons(view, ways));
    if (focused)
      /** @type {HTMLElement | null} */ (foot.querySelector(`[data-testid="${focused}"]`))?.focus();
  }

  return {
    element: sheet,
    /** Whether the result is held back, while the table is looked at. */
    get waits() {
      return telling === "table";
    },
    /** A hole has just ended, and this browser has seen it: tell how it came out, step by step. */
    tellTheEnd() {
      end();
      if (!motionAllowed() || document.hidden) return;
      telling = "table";
      wait(LOOK_AT_THE_TABLE, count);
    },
    /** @type {(view: View, ready?: boolean) => void} `ready`: whether the table has been looked at for long enough */
    update(view, ready = true) {
      latest = view;
      held = !ready;
      if (telling !== null && !OVER.includes(view.table.phase)) end();
      else draw();
    },
  };
}

/**
 * All that the body shows, and nothing else: whatever is counted goes on while others come, go and are ready.
 * @param {View} view
 * @param {boolean} result
 * @returns {string}
 */
function keyOf({ own, state, table }, result) {
  const seats = table.seats.map(
    (seat) => seat && [faceOf(seat), seat.name, seat.grid, seat.score, seat.total, seat.holes_won],
  );
  const { phase, hole, hole_winners, places, course } = table;
  return JSON.stringify([
    result,
    own,
    phase,
    hole,
    seats,
    state.tally,
    hole_winners,
    places,
    course,
    state.reason,
  ]);
}

/**
 * @param {View} view
 * @param {boolean} result whether the end of the game is shown, not that of its last hole
 * @returns {string}
 */
function titleOf(view, result) {
  if (view.table.phase === "abandoned") return gettext("This game was ended");
  if (result) return gameTitle(view);
  return interpolate(gettext("Hole %(hole)s of %(holes)s"), {
    hole: view.table.hole,
    holes: view.table.holes,
  });
}

/**
 * @param {View} view
 * @param {boolean} result
 * @returns {HTMLElement[]}
 */
function contentOf(view, result) {
  if (view.table.phase === "abandoned") {
    const why =
      view.state.reason === "moderator"
        ? gettext("A moderator has ended the game at this table. It counts for nobody.")
        : gettext("Nobody was at the table any more, or it was closed.");
    return [element("p", { class: "sheet-text" }, why)];
  }
  return result ? gameResult(view) : [tally(view)];
}

/**
 * @param {View} view
 * @param {Ways} ways
 * @returns {HTMLElement[]}
 */
function footButtons(view, ways) {
  const { legal } = view.state;
  const next = option(legal, "next_hole") && mainButton("next-hole", "next_hole", gettext("Next hole"), ways);
  if (next) next.setAttribute("aria-keyshortcuts", "N");
  if (view.table.phase === "hole_over") {
    return [next || element("p", { class: "sheet-text", role: "status" }, hintOf(view)[1])];
  }
  const rematch = option(legal, "rematch") && mainButton("rematch", "rematch", gettext("Rematch"), ways);
  const address = new URL(ways.homeUrl, location.href).href;
  const tellOthers = () => shareResult(view.table, address, ways.tell);
  const share =
    view.table.phase === "game_over" &&
    button({ class: "button", "data-testid": "share" }, tellOthers, icon("share"), gettext("Share"));
  const replays = view.own !== null && ways.root.dataset.replay;
  const replay = replays ? replays.replace("/0/", `/${view.table.game}/`) : undefined;
  const look = { class: "button", "data-testid": "replay", href: replay };
  const again = replay && element("a", look, icon("play"), gettext("Replay"));
  const deep = { class: "button", "data-testid": "analysis", href: `${replay}analysis/` };
  const judged = replay && view.table.phase === "game_over" && element("a", deep, gettext("Analysis"));
  const away = [
    element("a", { class: "button", href: ways.newTableUrl }, gettext("New table")),
    element("a", { class: "button", href: ways.homeUrl }, gettext("Home")),
  ];
  return [rematch, share, again, judged, ...away].filter((one) => one instanceof HTMLElement);
}

/**
 * @param {string} testid
 * @param {string} name
 * @param {string} text
 * @param {Ways} ways
 * @returns {HTMLButtonElement}
 */
function mainButton(testid, name, text, ways) {
  return button(
    { class: "button main", "data-testid": testid },
    () => ways.send({ do: name }),
    text,
    icon("flag"),
  );
}
