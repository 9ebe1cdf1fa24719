/** How one viewer looks at the table: who sits where, and what they have picked but not yet sent. */

/** @import { Held } from "./again.js" */
/** @import { Seat, Table } from "./protocol.js" */
/** @import { State } from "./store.js" */

/**
 * @typedef {object} View
 * @property {State} state
 * @property {Table} table
 * @property {number | null} own seat of the viewer
 * @property {number} bottom seat that lies nearest to the viewer
 * @property {{number: number, seat: Seat}[]} opponents in the order of play, from the viewer's left
 * @property {number[]} picks positions chosen for the opening and not yet sent
 * @property {Held | null} held what a second tap is awaited for
 */

/**
 * @param {State} state
 * @param {Table} table
 * @param {number[]} [picks]
 * @param {Held | null} [held]
 * @returns {View}
 */
export function viewOf(state, table, picks = [], held = null) {
  const own = state.you.seat;
  const bottom = own ?? 0;
  const count = table.seats.length;
  const opponents = [];
  for (let step = 1; step < count; step++) {
    const number = (bottom + step) % count;
    const seat = table.seats[number];
    if (seat) opponents.push({ number, seat });
  }
  return { state, table, own, bottom, opponents, picks, held };
}

/** Places round a wide table for one to five opponents, from the viewer's left. */
const PLACES = [
  ["top"],
  ["top-left", "top-right"],
  ["left", "top", "right"],
  ["left", "top-left", "top-right", "right"],
  ["left", "top-left", "top", "top-right", "right"],
];

/**
 * Where the opponent with this index sits when there are that many.
 * @param {number} index
 * @param {number} count
 * @returns {string}
 */
export function placeAround(index, count) {
  return PLACES[count - 1]?.[index] ?? "top";
}

/**
 * The columns (0 to 2) in which both cards are up and of the same rank.
 * @param {(string | null)[]} grid
 * @returns {number[]}
 */
export function pairedColumns(grid) {
  return [0, 1, 2].filter((column) => {
    const [upper, lower] = [grid[column], grid[column + 3]];
    return upper && lower && upper[0] === lower[0];
  });
}
