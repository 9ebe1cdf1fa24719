import assert from "node:assert/strict";
import test from "node:test";
import { costWords, moveWords, reasonWords } from "../../static/js/advice.js";

test("the best move is told as something to do", () => {
  assert.equal(moveWords({ do: "swap", at: 0 }, "2H", "KS"), "Swap the two with the card at the top left.");
  assert.equal(moveWords({ do: "draw", from: "discard" }, null, "KS"), "Take the king.");
  assert.equal(moveWords({ do: "draw", from: "stock" }, null, "KS"), "Draw from the stock.");
  assert.equal(moveWords({ do: "undo_draw" }, "KS", "2H"), "Put the king back.");
  assert.equal(moveWords({ do: "flip", at: 5 }, null, "KS"), "Turn up the card at the bottom right.");
});

test("the first cards are told by their columns", () => {
  assert.equal(moveWords({ do: "open", at: [0, 1] }, null, "KS"), "Turn up cards in different columns.");
  assert.equal(moveWords({ do: "open", at: [1, 4] }, null, "KS"), "Turn up two cards of one column.");
  assert.equal(moveWords({ do: "open", at: [0] }, null, "KS"), "Turn up any one of your cards.");
  assert.equal(
    reasonWords({ why: "apart", strokes: 0.45 }),
    "Two open columns have room for two pairs: worth 0.5 strokes.",
  );
});

test("the reason is one sentence with its figures", () => {
  assert.equal(
    reasonWords({ why: "open", strokes: 5.7, card: "2H", points: -2 }),
    "In an open column the two is worth 5.7 strokes.",
  );
  assert.equal(
    reasonWords({ why: "pair", strokes: 4, card: "KH", other: "5D", points: 0 }),
    "The king makes a pair, and its column counts 0: worth 4.0 strokes.",
  );
  assert.equal(
    reasonWords({ why: "lower", strokes: 1.25, card: "3H", other: "8D", points: 5 }),
    "The three counts 5 less than the eight: worth 1.3 strokes.",
  );
});

test("where it hardly matters, the reason says so", () => {
  assert.equal(reasonWords({ why: "away", strokes: 0.04, card: "QH" }), "Another way is about as good.");
});

test("no reason is without words, nor has a hole in them", () => {
  const all = [
    "pair",
    "open",
    "unseen",
    "lower",
    "last",
    "away",
    "back",
    "stock",
    "take",
    "turn_up",
    "leave",
    "go_out",
    "apart",
    "together",
    "fewer",
    "kept",
  ];
  for (const why of all) {
    const words = reasonWords({ why, strokes: 2, card: "2H", other: "KS", points: 5.2 });
    assert.match(words, /^[A-Z].*2\.0 strokes.*\.$/);
    assert.ok(!/%\(|undefined/.test(words));
  }
});

test("what the others cost is told with each of them", () => {
  /** @type {import("../../static/js/protocol.js").HintFrame} */
  const hint = {
    type: "hint",
    seq: 7,
    best: { do: "swap", at: 0 },
    reason: { why: "open", strokes: 2 },
    costs: [
      { do: "swap", at: 0, cost: 0 },
      { do: "discard", cost: 2.25 },
    ],
  };
  assert.deepEqual(costWords(hint, "2H", "KS"), ["Discard the two. It costs 2.3 strokes."]);
});
