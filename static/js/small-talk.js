/**
 * When a computer player says something, and what. It only decorates the table, so nothing of it goes over the wire:
 * a pure function of the game, the event and the persona, which comes out alike for everybody who looks on.
 */

import { remarks } from "./remarks.js";
import { makesPair } from "./sound-cues.js";
import { tableAfter } from "./store.js";

/** @import { GameEvent, Table } from "./protocol.js" */
/** @import { Occasion } from "./remarks.js" */

/** @typedef {{seat: number, seq: number, words: string}} Remark */
/** @typedef {{seat: number, occasion: Occasion}} Chance */

/** After a remark everybody plays on for so many events before the next. */
export const REST = 10;

/** How often an occasion leads to a remark: together to one or two in a hole. @type {Record<Occasion, number>} */
const OFTEN = { hello: 1, out: 0.5, pair: 0.2, good: 0.4, bad: 0.3, won: 1, lost: 1 };

/**
 * A number from 0 to 1 that a text always gives again (FNV-1a, stirred, as like texts shall not give like numbers).
 * @param {string} text
 * @returns {number}
 */
export function chanceOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * What a persona says on an occasion at this event; an empty text: nothing, this time.
 * @param {string} game
 * @param {number} seq
 * @param {string} persona
 * @param {Occasion} occasion
 * @returns {string}
 */
export function wordsFor(game, seq, persona, occasion) {
  const words = remarks()[persona]?.[occasion] ?? [];
  if (words.length === 0 || chanceOf(`${game} ${seq} ${persona}`) >= OFTEN[occasion]) return "";
  return words[Math.floor(chanceOf(`${persona} ${seq} ${game}`) * words.length)];
}

/**
 * The one remark that follows from these events, or null. `last` is the seq of the remark before it, -1 for none.
 * @param {string} game
 * @param {GameEvent[]} events
 * @param {Table} table before the events
 * @param {number} last
 * @returns {Remark | null}
 */
export function remarkAfter(game, events, table, last) {
  /** @type {Remark | null} */
  let remark = null;
  let now = table;
  for (const event of events) {
    for (const { seat, occasion } of chances(event, now)) {
      const words = event.seq >= last + REST || last < 0 ? said(game, event.seq, now, seat, occasion) : "";
      // What ends a hole says more than the move that led to it, and the end of a game more than that.
      if (words) remark = { seat, seq: event.seq, words };
    }
    now = tableAfter(now, event);
  }
  return remark;
}

/**
 * The greeting of one computer player when a game begins, or null where there is none.
 * @param {string} game
 * @param {Table} table
 * @returns {Remark | null}
 */
export function greeting(game, table) {
  const cpus = table.seats.flatMap((seat, number) => (seat?.kind === "cpu" ? [number] : []));
  if (cpus.length === 0) return null;
  const seat = cpus[Math.floor(chanceOf(game) * cpus.length)];
  const words = said(game, 0, table, seat, "hello");
  return words ? { seat, seq: 0, words } : null;
}

/**
 * @param {string} game
 * @param {number} seq
 * @param {Table} table
 * @param {number} number of the seat
 * @param {Occasion} occasion
 * @returns {string}
 */
function said(game, seq, table, number, occasion) {
  const seat = table.seats[number];
  return seat?.kind === "cpu" && seat.persona ? wordsFor(game, seq, seat.persona, occasion) : "";
}

/**
 * Who might say something after an event.
 * @param {GameEvent} event
 * @param {Table} table before it
 * @returns {Chance[]}
 */
function chances(event, table) {
  switch (event.type) {
    case "went_out":
      return event.seat === undefined ? [] : [{ seat: event.seat, occasion: "out" }];
    case "hole_ended":
      return atTheEnds(
        (event.scores ?? []).map((line) => line.score),
        "good",
        "bad",
      );
    case "game_ended":
      return atTheEnds(event.totals ?? [], "won", "lost");
    default:
      if (event.seat === undefined || !makesPair(table, event)) return [];
      return [{ seat: event.seat, occasion: "pair" }];
  }
}

/**
 * The seats with the most and the fewest points; those with the fewest have the last word.
 * @param {number[]} scores
 * @param {Occasion} lowest
 * @param {Occasion} highest
 * @returns {Chance[]}
 */
function atTheEnds(scores, lowest, highest) {
  const least = Math.min(...scores);
  const most = Math.max(...scores);
  if (least === most) return [];
  /** @type {(points: number, occasion: Occasion) => Chance[]} */
  const with_ = (points, occasion) =>
    scores.flatMap((one, seat) => (one === points ? [{ seat, occasion }] : []));
  return [...with_(most, highest), ...with_(least, lowest)];
}
