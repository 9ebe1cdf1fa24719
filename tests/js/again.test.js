import assert from "node:assert/strict";
import test from "node:test";
import { againSentence, isAgain, stillLegal } from "../../static/js/again.js";
import { aTable } from "./frames.js";

const swap = { spot: "3", command: { do: "swap", at: 3 } };

test("only the same move with the same card is a second tap", () => {
  assert.ok(isAgain(swap, { spot: "3", command: { do: "swap", at: 3 } }));
  assert.ok(!isAgain(null, swap));
  assert.ok(!isAgain(swap, { spot: "4", command: { do: "swap", at: 4 } }));
  assert.ok(!isAgain(swap, { spot: "3", command: { do: "flip", at: 3 } }));
});

test("a chosen move lasts as long as it may be made", () => {
  const legal = [{ do: "swap", at: [0, 3] }, { do: "discard" }];
  assert.ok(stillLegal(legal, swap.command));
  assert.ok(stillLegal(legal, { do: "discard" }));
  assert.ok(!stillLegal(legal, { do: "swap", at: 1 }));
  assert.ok(!stillLegal(legal, { do: "draw", from: "stock" }));
  assert.ok(!stillLegal([{ do: "flip", at: [3] }], swap.command));
  assert.ok(stillLegal([{ do: "draw", from: ["stock"] }], { do: "draw", from: "stock" }));
  assert.ok(!stillLegal([{ do: "draw", from: ["stock"] }], { do: "draw", from: "discard" }));
  assert.ok(!stillLegal([], { do: "undo_draw" }));
});

test("the second tap says what it will do", () => {
  const drawn = /** @type {const} */ ({ seat: 0, from: "discard", card: "2H" });
  /** @type {[import("../../static/js/protocol.js").Command, string][]} */
  const sentences = [
    [{ do: "draw", from: "stock" }, "<b>Tap again</b> to draw from the stock."],
    [{ do: "draw", from: "discard" }, "<b>Tap again</b> to take the eight of diamonds."],
    [{ do: "swap", at: 0 }, "<b>Tap again</b> to swap the two with the card at the top left."],
    [{ do: "discard" }, "<b>Tap again</b> to discard the two."],
    [{ do: "undo_draw" }, "<b>Tap again</b> to put the two back."],
    [{ do: "flip", at: 5 }, "<b>Tap again</b> to turn up the card at the bottom right."],
    [{ do: "flip_action", at: 1 }, "<b>Tap again</b> to turn up the card at the top middle."],
  ];
  for (const [command, sentence] of sentences) {
    assert.equal(againSentence(aTable({ drawn }), { spot: "", command }), sentence);
  }
});
