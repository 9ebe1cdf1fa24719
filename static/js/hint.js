/** The one line that says what to do now, read off the legal moves. */

import { againSentence } from "./again.js";
import { listOf, theRank } from "./card-names.js";
import { seatName } from "./narration.js";
import { mayDraw, option } from "./protocol.js";
import { emphasised, gettext, interpolate, ngettext } from "./texts.js";

/** @import { View } from "./view.js" */

/**
 * What to do now, in two parts: the words that stand out, and the rest.
 * @param {View} view
 * @returns {[string, string]}
 */
export function hintOf(view) {
  const { legal } = view.state;
  if (view.held) return emphasised(againSentence(view.table, view.held));
  if (option(legal, "open")) return openHint(view);
  if (option(legal, "swap")) return swapHint(view);
  if (option(legal, "flip")) return flipHint(view);
  if (option(legal, "draw")) return drawHint(view);
  return ["", waitHint(view)];
}

/**
 * @param {View} view
 * @returns {[string, string]}
 */
function openHint(view) {
  const left = (option(view.state.legal, "open")?.count ?? 0) - view.picks.length;
  const text = ngettext("Turn up one of your cards.", "Turn up %(n)s of your cards.", left);
  return [interpolate(text, { n: left }), ""];
}

/**
 * @param {View} view
 * @returns {[string, string]}
 */
function swapHint(view) {
  const { table, state } = view;
  const card = table.drawn?.card ? theRank(table.drawn.card) : gettext("the card");
  const text = option(state.legal, "discard")
    ? gettext("<b>Swap %(card)s</b> with one of your cards, or discard it.")
    : gettext("<b>Swap %(card)s</b> with one of your cards, or put it back.");
  return emphasised(interpolate(text, { card }));
}

/**
 * @param {View} view
 * @returns {[string, string]}
 */
function flipHint(view) {
  return emphasised(
    option(view.state.legal, "skip_flip")
      ? gettext("<b>Turn up one of your cards</b> or skip.")
      : gettext("<b>Turn up one of your cards</b> to end your turn."),
  );
}

/**
 * @param {View} view
 * @returns {[string, string]}
 */
function drawHint(view) {
  const { table, state } = view;
  const top = table.discard.at(-1);
  const bold = table.phase === "last_turns" ? gettext("Your last turn.") : gettext("Your turn.");
  const ways = [gettext("draw from the stock")];
  if (top && mayDraw(state.legal, "discard")) {
    ways.push(interpolate(gettext("take %(card)s"), { card: theRank(top) }));
  }
  if (option(state.legal, "flip_action")) ways.push(gettext("turn up a card"));
  if (option(state.legal, "knock")) ways.push(gettext("knock"));
  return [bold, sentence(ways)];
}

/**
 * @param {string[]} ways
 * @returns {string}
 */
function sentence(ways) {
  const language = globalThis.document?.documentElement.lang || "en";
  const text = new Intl.ListFormat(language, { type: "disjunction" }).format(ways);
  return `${text.charAt(0).toLocaleUpperCase(language)}${text.slice(1)}.`;
}

/**
 * @param {View} view
 * @returns {string}
 */
function waitHint(view) {
  const { table, own } = view;
  switch (table.phase) {
    case "opening":
      if (table.hole === 0) return gettext("The pack is being shuffled and cut.");
      if (own === null) return gettext("The players are turning up their cards.");
      return gettext("The others are turning up their cards.");
    case "hole_over":
      return holeOverHint(view);
    case "game_over":
      return gettext("The game is over.");
    case "abandoned":
      return view.state.reason === "moderator"
        ? gettext("A moderator has ended the game.")
        : gettext("This game was ended.");
    case "lobby":
      return gettext("The game has not begun yet.");
  }
  if (own !== null && table.seats[own]?.autopilot) return gettext("The caddie is playing for you.");
  if (table.turn === null) return "";
  if (table.turn === own) return gettext("One moment…");
  const seat = table.seats[table.turn];
  const who = seatName(table, table.turn, own);
  if (seat?.kind === "cpu") return interpolate(gettext("%(who)s is thinking…"), { who });
  return interpolate(gettext("It is %(who)s’s turn."), { who });
}

/**
 * @param {View} view
 * @returns {string}
 */
function holeOverHint(view) {
  const waiting = view.table.seats
    .map((seat, number) => ({ seat, number }))
    .filter(({ seat }) => seat && seat.kind !== "cpu" && !seat.autopilot && !seat.ready)
    .map(({ number }) => seatName(view.table, number, view.own));
  if (option(view.state.legal, "next_hole") || waiting.length === 0) return gettext("The hole is over.");
  return interpolate(gettext("Waiting for %(names)s."), { names: listOf(waiting) });
}
