import assert from "node:assert/strict";
import test from "node:test";
import { handsAfter, newestFirst } from "../../static/js/discards.js";
import { anEvent } from "./frames.js";

/** @import { Hands } from "../../static/js/discards.js" */
/** @import { GameEvent } from "../../static/js/protocol.js" */

/**
 * @param {Hands} hands
 * @param {(Partial<GameEvent> & {type: string})[]} events
 */
const hands = (hands, ...events) => {
  const past = new Map();
  return events
    .map((fields, seq) => anEvent({ seq, ...fields }))
    .reduce((before, event) => handsAfter(before, event, past), hands);
};

test("whoever swaps or discards has laid the top card", () => {
  const laid = hands([null], { type: "card_swapped", seat: 1 }, { type: "card_discarded", seat: 0 });
  assert.deepEqual(laid, [null, 1, 0]);
});

test("a card that is taken is gone, and back when it is put back", () => {
  const taken = hands([null, 1], { type: "card_drawn", seat: 0, from: "discard" });
  assert.deepEqual(taken, [null]);
  assert.deepEqual(hands(taken, { type: "draw_undone", seat: 0 }), [null, 0]);
  assert.deepEqual(hands([1], { type: "card_drawn", seat: 0, from: "stock" }), [1]);
});

test("after moves were taken back, those have laid the pile who had then", () => {
  const laid = hands(
    [null],
    { type: "card_discarded", seat: 0 },
    { type: "card_drawn", seat: 1, from: "discard" },
    { type: "card_swapped", seat: 1 },
    { type: "moves_undone", seat: 0, to_seq: 0 },
  );
  assert.deepEqual(laid, [null, 0]);
  assert.deepEqual(hands([1], { type: "moves_undone", seat: 0, to_seq: 40 }), [], "what was not watched");
});

test("a new stock leaves the top card, a new hole one that nobody laid", () => {
  assert.deepEqual(hands([2, 1, 0], { type: "stock_renewed" }), [0]);
  assert.deepEqual(hands([2, 1, 0], { type: "hole_started" }), [null]);
});

test("the pile is told from its top, with nobody named where nobody was seen", () => {
  assert.deepEqual(newestFirst(["9C", "8D", "KH"], [1]), [
    { card: "KH", seat: 1 },
    { card: "8D", seat: null },
    { card: "9C", seat: null },
  ]);
  assert.deepEqual(newestFirst(["KH"], [2, 0, 1]), [{ card: "KH", seat: 1 }]);
  assert.deepEqual(newestFirst([], [1]), []);
});
