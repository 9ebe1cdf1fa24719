import assert from "node:assert/strict";
import test from "node:test";
import { describe, logged, narrate, turnSentence } from "../../static/js/narration.js";
import { apply, emptyState } from "../../static/js/store.js";
import { anEvent, aSnapshot } from "./frames.js";

/** @import { GameEvent } from "../../static/js/protocol.js" */

const state = apply(emptyState(), aSnapshot());
/** @param {Partial<GameEvent> & {type: string}} fields */
const told = (fields) => narrate(anEvent({ seq: 11, ...fields }), state);

test("the own moves are told as one's own", () => {
  assert.equal(
    told({ type: "card_drawn", seat: 0, from: "stock", card: "2H" }),
    "You drew the two of hearts from the stock.",
  );
  assert.equal(told({ type: "card_discarded", seat: 0, card: "TD" }), "You discarded the ten of diamonds.");
});

test("others are told by their names, and what they hide stays hidden", () => {
  assert.equal(told({ type: "card_drawn", seat: 1, from: "stock", card: null }), "Maya drew from the stock.");
  assert.equal(
    told({ type: "card_swapped", seat: 1, at: 4, card: "KS", out: "9C" }),
    "Maya placed the king of spades at the bottom middle. On the discard pile: nine of clubs.",
  );
});

test("several cards are told together", () => {
  assert.equal(
    told({ type: "cards_opened", seat: 1, cards: { 0: "AS", 3: "*H" } }),
    "Maya turned up the ace of spades at the top left and the red joker at the bottom left.",
  );
});

test("a caddie's move says so", () => {
  assert.match(told({ type: "card_discarded", seat: 0, card: "3C", by: "caddie" }), /caddie/);
});

test("the end of a hole names every score", () => {
  const scores = [
    { score: -2, parts: [] },
    { score: 12, parts: [] },
  ];
  assert.equal(told({ type: "hole_ended", scores }), "The hole is over. You: −2, Maya: 12.");
});

test("the end of a hole names who won it", () => {
  const scores = [
    { score: 3, parts: [] },
    { score: 3, parts: [] },
  ];
  const of = (/** @type {number[]} */ ...winners) => told({ type: "hole_ended", scores, winners });
  assert.equal(of(0), "The hole is over, and you won it. You: 3, Maya: 3.");
  assert.equal(of(1), "The hole is over, and Maya won it. You: 3, Maya: 3.");
  assert.equal(of(0, 1), "The hole is over, and You and Maya share it. You: 3, Maya: 3.");
});

test("the winner is told, alone or shared", () => {
  assert.equal(told({ type: "game_ended", winners: [0] }), "You won the game!");
  assert.equal(told({ type: "game_ended", winners: [1] }), "Maya won the game.");
  assert.equal(told({ type: "game_ended", winners: [0, 1] }), "You and Maya share the first place.");
});

test("what needs no words has none", () => {
  assert.equal(told({ type: "ready", seat: 0 }), "");
  assert.equal(told({ type: "something_of_a_later_version" }), "");
  assert.equal(logged(anEvent({ seq: 11, type: "card_drawn" })), false);
  assert.equal(logged(anEvent({ seq: 11, type: "card_swapped" })), true);
});

test("one's turn is told once, when it begins", () => {
  const draw = [{ do: "draw" }];
  assert.equal(turnSentence([], draw), "Your turn.");
  assert.equal(turnSentence(draw, draw), "");
  assert.equal(turnSentence(draw, [{ do: "swap" }]), "");
});

test("the whole table can be heard", () => {
  const text = describe(state);
  assert.match(text, /Hole 1 of 9\./);
  assert.match(text, /On the discard pile: eight of diamonds\./);
  assert.match(text, /You, showing 5: Top left: king of hearts, Top middle: face down/);
  assert.match(text, /On turn: You\./);
});
