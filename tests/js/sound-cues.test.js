import assert from "node:assert/strict";
import test from "node:test";
import { cuesOf } from "../../static/js/sound-cues.js";
import { apply, emptyState } from "../../static/js/store.js";
import { anEvent, aSnapshot, aTable } from "./frames.js";

/** @import { GameEvent, Option } from "../../static/js/protocol.js" */

/** @type {Option[]} */
const DRAW = [{ do: "draw", from: ["stock"] }];
const waiting = apply(emptyState(), aSnapshot({ legal: [] }));
const onTurn = apply(emptyState(), aSnapshot({ legal: DRAW }));

/**
 * The names of the sounds that events make, all numbered on from the snapshot's.
 * @param {(Partial<GameEvent> & {type: string})[]} events
 * @param {{before?: typeof waiting, after?: typeof waiting}} [states]
 */
function heard(events, { before = waiting, after = waiting } = {}) {
  const numbered = events.map((fields, i) => anEvent({ seq: 11 + i, ...fields }));
  return cuesOf(numbered, before, after).map(({ name }) => name);
}

test("cards slide and turn, and a hole is dealt", () => {
  assert.deepEqual(heard([{ type: "card_drawn", seat: 1, from: "stock", card: null }]), ["slide"]);
  assert.deepEqual(heard([{ type: "card_discarded", seat: 1, card: "9H" }]), ["slide"]);
  assert.deepEqual(heard([{ type: "card_flipped", seat: 1, at: 1, card: "9H" }]), ["flip"]);
  assert.deepEqual(heard([{ type: "hole_started", hole: 2 }]), ["deal"]);
});

test("a pair sounds when its second card comes, and only then", () => {
  // Maya's grid has an ace at position 0.
  const swap = { type: "card_swapped", seat: 1, at: 3, out: "TD" };
  assert.deepEqual(heard([{ ...swap, card: "AH" }]), ["slide", "pair"]);
  assert.deepEqual(heard([{ ...swap, card: "2H" }]), ["slide"]);
  const paired = apply(
    emptyState(),
    aSnapshot({
      table: aTable({
        seats: [null, { ...waiting.table?.seats[1], grid: ["AS", null, null, "AH", null, null] }].map(
          (seat) => /** @type {any} */ (seat),
        ),
      }),
    }),
  );
  assert.deepEqual(heard([{ type: "card_flipped", seat: 1, at: 1, card: "9H" }], { before: paired }), [
    "flip",
  ]);
});

test("the turn is heard when it comes, not as long as it lasts", () => {
  const move = [{ type: "card_discarded", seat: 1, card: "9H" }];
  assert.deepEqual(heard(move, { after: onTurn }), ["slide", "turn"]);
  assert.deepEqual(heard(move, { before: onTurn, after: onTurn }), ["slide"]);
});

test("going out is heard, and the end of the hole instead of it where both come at once", () => {
  const out = [
    { type: "card_swapped", seat: 1, at: 1, card: "9H", out: "2C" },
    { type: "went_out", seat: 1 },
  ];
  assert.deepEqual(heard(out), ["slide", "out"]);
  assert.deepEqual(heard([...out, { type: "hole_ended", scores: [] }]), ["slide", "end"]);
});

test("sounds of one moment follow one another, each kind once", () => {
  const moves = Array.from({ length: 8 }, () => ({ type: "card_discarded", seat: 1, card: "9H" }));
  assert.deepEqual(heard(moves), ["slide"]);
  const [first, second] = cuesOf([anEvent({ seq: 11, type: "went_out", seat: 1 })], waiting, onTurn);
  assert.ok(first.at < second.at && second.at < 0.5);
});

test("thirty events that were missed make no noise, but for the turn that has come", () => {
  const missed = Array.from({ length: 30 }, () => ({ type: "card_discarded", seat: 1, card: "9H" }));
  assert.deepEqual(heard(missed), []);
  assert.deepEqual(heard(missed, { after: onTurn }), ["turn"]);
});
