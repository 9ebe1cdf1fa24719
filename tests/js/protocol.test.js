import assert from "node:assert/strict";
import test from "node:test";
import {
  cutBytes,
  discardPileCommand,
  isMove,
  mayDraw,
  option,
  parseFrame,
  useOf,
} from "../../static/js/protocol.js";

test("what is not a frame is no frame", () => {
  for (const text of ["", "{", "null", "7", "[]", '"snapshot"', '{"type": "spell"}', "{}"]) {
    assert.equal(parseFrame(text), null, text);
  }
  assert.equal(parseFrame('{"type": "ok", "id": 1, "seq": 2}')?.type, "ok");
});

test("a pile may be drawn from where the server says so", () => {
  const legal = [{ do: "draw", from: [/** @type {const} */ ("stock")] }];
  assert.equal(mayDraw(legal, "stock"), true);
  assert.equal(mayDraw(legal, "discard"), false);
  assert.equal(mayDraw([], "stock"), false);
});

test("a position of the own grid does what is legal there", () => {
  assert.equal(useOf([{ do: "swap", at: [0, 1] }, { do: "discard" }], 1), "swap");
  assert.equal(useOf([{ do: "flip", at: [4] }], 1), null);
  assert.equal(
    useOf(
      [
        { do: "draw", from: ["stock"] },
        { do: "flip_action", at: [4] },
      ],
      4,
    ),
    "flip_action",
  );
  assert.equal(useOf([{ do: "open", at: [0, 1, 2, 3, 4, 5], count: 2 }], 5), "open");
  assert.equal(useOf([], 0), null);
});

test("the discard pile takes a card, gives one, or takes one back", () => {
  assert.deepEqual(discardPileCommand([{ do: "swap", at: [0] }, { do: "discard" }]), { do: "discard" });
  assert.deepEqual(discardPileCommand([{ do: "swap", at: [0] }, { do: "undo_draw" }]), { do: "undo_draw" });
  assert.deepEqual(discardPileCommand([{ do: "draw", from: ["discard"] }]), { do: "draw", from: "discard" });
  assert.equal(discardPileCommand([{ do: "draw", from: ["stock"] }]), null);
});

test("moves carry a seq; cuts, seats and talk do not", () => {
  for (const name of ["open", "draw", "swap", "discard", "flip", "knock", "next_hole"]) {
    assert.equal(isMove({ do: name }), true, name);
  }
  for (const name of ["cut", "sit", "stand", "sync", "say", "start", "rematch", "take_back_seat"]) {
    assert.equal(isMove({ do: name }), false, name);
  }
});

test("a cut is sixteen bytes, never the same ones", () => {
  assert.match(cutBytes(), /^[0-9a-f]{32}$/);
  assert.notEqual(cutBytes(), cutBytes());
});

test("an option is found by its name", () => {
  assert.deepEqual(option([{ do: "knock" }], "knock"), { do: "knock" });
  assert.equal(option([], "knock"), undefined);
});
