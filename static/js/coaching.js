/** What a table that allows coaching adds to the board: a hint, and taking the last move back. */

import { costWords, decimal, moveWords, reasonWords } from "./advice.js";
import { button, element, enable, icon, setText } from "./element.js";
import { option } from "./protocol.js";
import { gettext } from "./texts.js";

/** @import { Frame, HintedMove, HintFrame } from "./protocol.js" */
/** @import { State } from "./store.js" */
/** @import { View } from "./view.js" */

/** @typedef {ReturnType<typeof createCoaching>} Coaching */

/**
 * @typedef {object} Surroundings
 * @property {HTMLElement} root of the table
 * @property {(name: string) => void} askFor
 * @property {(sentence: string) => void} say for those who listen
 */

/** @param {Surroundings} around */
export function createCoaching({ root, askFor, say }) {
  const hint = act(["hint", "ask-hint", "H"], gettext("Hint"), gettext("Ask for a hint"), () =>
    askFor("hint"),
  );
  const undo = act(["undo", "undo-move", "Z"], gettext("Undo"), gettext("Undo my last move"), () =>
    askFor("undo_move"),
  );
  const place = element("div", { class: "coaching-acts", hidden: true }, hint, undo);
  const advice = createAdvice(() => {
    close();
    hint.focus();
  });
  /** @type {HintFrame | null} */
  let given = null;

  function close() {
    given = null;
    advice.element.hidden = true;
    unmark(root);
  }

  return {
    element: place,
    advice: advice.element,
    /** A hint that is not late. @type {(frame: Frame, state: State) => void} */
    hear(frame, state) {
      const { table } = state;
      if (frame.type !== "hint" || !table || !holds(frame, state)) return;
      given = frame;
      const [inHand, onPile] = [table.drawn?.card, table.discard.at(-1)];
      const words = [moveWords(frame.best, inHand, onPile), reasonWords(frame.reason)];
      advice.show(words, costWords(frame, inHand, onPile));
      say(words.join(" "));
    },
    /** @param {View} view */
    update({ table, state, own }) {
      place.hidden = !table.coaching || own === null || table.phase === "game_over";
      enable(undo, option(state.legal, "undo_move") !== undefined);
      enable(hint, option(state.legal, "hint") !== undefined);
      if (given && !holds(given, state)) close();
      if (given && own !== null) mark(root, own, given);
    },
  };
}

/**
 * Whether a hint is good still: nothing has happened since, but that others have turned up their first cards.
 * @param {HintFrame} hint
 * @param {State} state
 * @returns {boolean}
 */
function holds({ seq, best }, state) {
  return seq === state.seq || (best.do === "open" && option(state.legal, "open") !== undefined);
}

/**
 * @param {string[]} about what is drawn on it, its test id and its key
 * @param {string} word that stands on it where there is room
 * @param {string} name with that word in it
 * @param {() => void} does
 * @returns {HTMLButtonElement}
 */
function act([drawn, testid, key], word, name, does) {
  const look = { class: "round", "data-testid": testid, "aria-label": name, "aria-keyshortcuts": key };
  return button({ ...look, title: name }, does, icon(drawn), element("span", { class: "word" }, word));
}

/**
 * The paper that a hint is written on.
 * @param {() => void} close
 */
function createAdvice(close) {
  const best = element("b");
  const reason = element("p");
  const costs = element("ul", { class: "only-spoken", "aria-label": gettext("What the other moves cost") });
  const away = button(
    { class: "round", "data-testid": "close-advice", "aria-label": gettext("Close the hint") },
    close,
    icon("close"),
  );
  const look = { class: "advice-note", "data-testid": "advice", "aria-label": gettext("Hint"), hidden: true };
  const note = element("section", look, element("p", {}, best), reason, costs, away);
  return {
    element: note,
    /** @type {(words: string[], others: string[]) => void} */
    show([move, why], others) {
      setText(best, move);
      setText(reason, why);
      costs.replaceChildren(...others.map((text) => element("li", {}, text)));
      note.hidden = false;
    },
  };
}

/**
 * Write on each card and pile what the move with it costs; the best one gets a star.
 * @param {HTMLElement} root
 * @param {number} own
 * @param {HintFrame} given
 */
function mark(root, own, { costs }) {
  unmark(root);
  for (const [i, move] of costs.entries()) {
    const best = i === 0 || move.cost < 0.05;
    const text = best ? "★" : `+${decimal(move.cost)}`;
    for (const name of spotsOf(move, own)) {
      const spot = root.querySelector(`[data-spot="${name}"]`);
      if (spot?.querySelector(":scope > i.cost")) continue;
      spot?.append(element("i", { class: best ? "cost best" : "cost", "aria-hidden": "true" }, text));
    }
  }
}

/** @param {HTMLElement} root */
function unmark(root) {
  for (const one of root.querySelectorAll("i.cost")) one.remove();
}

/**
 * @param {HintedMove} move
 * @param {number} own
 * @returns {string[]}
 */
function spotsOf({ do: verb, at, from }, own) {
  if (at !== undefined) return [at].flat().map((position) => `${own}-${position}`);
  if (verb === "draw") return [from ?? ""];
  return ["discard", "undo_draw"].includes(verb) ? ["discard"] : [];
}
