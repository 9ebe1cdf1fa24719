/** Which sounds a list of events makes, and how soon after one another. Pure; nothing is heard here. */

import { turnSentence } from "./narration.js";
import { tableAfter } from "./store.js";
import { pairedColumns } from "./view.js";

/** @import { GameEvent, Table } from "./protocol.js" */
/** @import { State } from "./store.js" */

/** @typedef {"deal" | "slide" | "flip" | "pair" | "out" | "end" | "turn"} SoundName */
/** @typedef {{name: SoundName, at: number}} Cue `at` in seconds from now */

/** More events at once than a moment of play can bring were missed and are only caught up with. */
const TOO_MUCH = 16;
const STEP = 0.11;

/** @type {Record<string, SoundName>} */
const SOUNDS = {
  hole_started: "deal",
  card_drawn: "slide",
  draw_undone: "slide",
  moves_undone: "slide",
  card_swapped: "slide",
  card_discarded: "slide",
  cards_opened: "flip",
  card_flipped: "flip",
  card_flipped_as_action: "flip",
  knocked: "flip",
  grid_revealed: "flip",
  went_out: "out",
  hole_ended: "end",
};

/**
 * Whether these events tell of what happened while nobody was listening.
 * @param {GameEvent[]} events
 * @returns {boolean}
 */
export function catchingUp(events) {
  return events.length > TOO_MUCH;
}

/**
 * Whether an event makes a column of its seat a pair.
 * @param {Table} table before the event
 * @param {GameEvent} event
 * @returns {boolean}
 */
export function makesPair(table, event) {
  if (event.seat === undefined || event.type === "hole_ended") return false;
  const before = pairedColumns(table.seats[event.seat]?.grid ?? []);
  const after = pairedColumns(tableAfter(table, event).seats[event.seat]?.grid ?? []);
  return after.some((column) => !before.includes(column));
}

/**
 * The sounds of these events: each kind once, one after the other; of what was missed at most "your turn".
 * @param {GameEvent[]} events
 * @param {State} before the events
 * @param {State} after the events
 * @returns {Cue[]}
 */
export function cuesOf(events, before, after) {
  /** @type {Set<SoundName>} */
  const names = new Set();
  let table = before.table;
  for (const event of catchingUp(events) ? [] : events) {
    if (event.type in SOUNDS) names.add(SOUNDS[event.type]);
    if (table && makesPair(table, event)) names.add("pair");
    table = table && tableAfter(table, event);
  }
  if (turnSentence(before.legal, after.legal)) names.add("turn");
  if (names.has("end")) for (const name of /** @type {const} */ (["pair", "out", "turn"])) names.delete(name);
  return Array.from(names, (name, i) => ({ name, at: i * STEP }));
}
