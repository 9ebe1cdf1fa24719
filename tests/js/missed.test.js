import assert from "node:assert/strict";
import test from "node:test";
import { missed } from "../../static/js/missed.js";
import { apply, emptyState } from "../../static/js/store.js";
import { anEvent, aSnapshot, aTable, someEvents } from "./frames.js";

/** @import { GameEvent } from "../../static/js/protocol.js" */

const known = apply(emptyState(), aSnapshot());

/**
 * Turns of Maya and Alice, from an event on.
 * @param {number} turns
 * @param {number} [from]
 * @returns {GameEvent[]}
 */
function turnsOf(turns, from = 11) {
  return Array.from({ length: turns }, (_, turn) => {
    const [seq, seat] = [from + 2 * turn, (turn + 1) % 2];
    return [
      anEvent({ seq, type: "card_drawn", seat, from: "stock", card: null }),
      anEvent({ seq: seq + 1, type: "card_discarded", seat, card: "4S" }),
    ];
  }).flat();
}

/**
 * @param {GameEvent[]} events
 * @param {number | null} turn
 */
const told = (events, turn) => missed(known, events, apply(known, someEvents(events, { turn })));

test("a few events are told one by one", () => {
  assert.equal(told(turnsOf(3), 0), "");
});

test("many are told as one: how much, the last of it, and whose turn it is", () => {
  assert.equal(
    told(turnsOf(9), 0),
    "While you were away, 9 turns were played. Maya discarded the four of spades. Your turn.",
  );
  assert.match(told(turnsOf(10), 1), /You discarded the four of spades\. On turn: Maya\.$/);
});

test("somebody who went out counts more than the last move", () => {
  const events = [...turnsOf(3), anEvent({ seq: 17, type: "went_out", seat: 1 }), ...turnsOf(1, 18)];
  assert.equal(
    told(events, 0),
    "While you were away, 4 turns were played. Maya went out. Last turns. Your turn.",
  );
});

test("the end of a hole is told, and not who went out in it", () => {
  const scores = [
    { score: 2, parts: [] },
    { score: 9, parts: [] },
  ];
  const events = [
    ...turnsOf(4),
    anEvent({ seq: 19, type: "went_out", seat: 1 }),
    anEvent({ seq: 20, type: "hole_ended", scores, winners: [0] }),
    anEvent({ seq: 21, type: "hole_started", hole: 2 }),
    ...turnsOf(1, 22),
  ];
  assert.equal(
    told(events, null),
    "While you were away, 5 turns were played. The hole is over, and you won it. You: 2, Maya: 9.",
  );
});

test("whole holes are counted, and the end of the game counts most", () => {
  const scores = [
    { score: 2, parts: [] },
    { score: 9, parts: [] },
  ];
  const events = [
    ...turnsOf(3),
    anEvent({ seq: 17, type: "hole_ended", scores }),
    ...turnsOf(3, 18),
    anEvent({ seq: 24, type: "hole_ended", scores }),
    anEvent({ seq: 25, type: "game_ended", winners: [1] }),
  ];
  assert.equal(told(events, null), "While you were away, 2 holes were finished. Maya won the game.");
});

test("a table that comes as a whole says at least whose turn it is", () => {
  const now = apply(known, aSnapshot({ seq: 90, table: aTable({ turn: 1 }) }));
  assert.equal(missed(known, [], now), "While you were away, the game went on. On turn: Maya.");
});

test("whoever has just come, or meets another game, has missed nothing", () => {
  assert.equal(missed(emptyState(), [], known), "");
  assert.equal(missed(known, [], apply(known, aSnapshot({ game: "8", seq: 90 }))), "");
});
