/** What happened while somebody was away, in a few sentences for those who listen: not everything, one by one. */

import { narrate, seatName } from "./narration.js";
import { gettext, interpolate, ngettext } from "./texts.js";

/** @import { GameEvent } from "./protocol.js" */
/** @import { State } from "./store.js" */

/** So many events can well be told each: two turns or three. */
const FEW = 6;
const TURNS = ["card_swapped", "card_discarded", "card_flipped_as_action", "knocked"];
/** What says most about how things stand, the weightiest first. */
const WEIGHTY = [["game_ended", "game_abandoned"], ["hole_ended"], ["went_out"], TURNS];

/**
 * How much was missed, the weightiest of it, and whose turn it is; an empty text where everything can be told.
 * @param {State} before
 * @param {GameEvent[]} events that were missed; none where the table came as a whole
 * @param {State} state as it is now
 * @returns {string}
 */
export function missed(before, events, state) {
  if (!before.table || !state.table || before.game !== state.game) return "";
  if (before.table.phase === "lobby" || state.seq - before.seq <= FEW) return "";
  return [howMuch(events), weightiest(events, state), whoseTurn(state)].filter(Boolean).join(" ");
}

/**
 * @param {GameEvent[]} events
 * @returns {string}
 */
function howMuch(events) {
  const holes = events.filter((event) => event.type === "hole_ended").length;
  if (holes > 1)
    return interpolate(gettext("While you were away, %(holes)s holes were finished."), { holes });
  const turns = events.filter((event) => TURNS.includes(event.type)).length;
  if (turns === 0) return gettext("While you were away, the game went on.");
  const text = ngettext(
    "While you were away, %(turns)s turn was played.",
    "While you were away, %(turns)s turns were played.",
    turns,
  );
  return interpolate(text, { turns });
}

/**
 * @param {GameEvent[]} events
 * @param {State} state
 * @returns {string}
 */
function weightiest(events, state) {
  // What was before the newest deal says little about the cards that lie there now, unless it is the end of a hole.
  const happened = events.map((event) => event.type);
  const dealt = happened.lastIndexOf("hole_started");
  for (const types of WEIGHTY) {
    const at = Math.max(...types.map((type) => happened.lastIndexOf(type)));
    if (at >= 0 && (at > dealt || types.includes("hole_ended"))) return narrate(events[at], state);
  }
  return "";
}

/**
 * @param {State} state
 * @returns {string}
 */
function whoseTurn({ table, you }) {
  if (!table || table.turn === null) return "";
  if (table.turn === you.seat) return gettext("Your turn.");
  return interpolate(gettext("On turn: %(who)s."), { who: seatName(table, table.turn, you.seat) });
}
