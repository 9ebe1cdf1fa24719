import assert from "node:assert/strict";
import test from "node:test";
import { apply, emptyState, freshEvents, hasGap } from "../../static/js/store.js";
import { anEvent, aSeat, aSnapshot, aTable, someEvents } from "./frames.js";

/** @import { Frame } from "../../static/js/protocol.js" */

const known = () => apply(emptyState(), aSnapshot());
/** @param {...Frame} frames */
const after = (...frames) => frames.reduce(apply, known());

test("a snapshot is taken as it is", () => {
  const state = known();
  assert.equal(state.seq, 10);
  assert.equal(state.game, "7");
  assert.equal(state.you.seat, 0);
  assert.equal(state.table?.discard.at(-1), "8D");
});

test("the server's word for changed fields replaces what was known", () => {
  const state = after(
    someEvents([anEvent({ seq: 11, type: "card_drawn", seat: 0, from: "stock", card: "2H" })], {
      stock: 29,
      drawn: { seat: 0, from: "stock", card: "2H" },
      seats: { 1: { showing: 11 } },
    }),
  );
  assert.equal(state.seq, 11);
  assert.equal(state.table?.stock, 29);
  assert.equal(state.table?.seats[1]?.showing, 11);
  assert.equal(state.table?.seats[1]?.name, "Maya");
});

test("an event alone says where its cards lie", () => {
  const state = after(
    someEvents([anEvent({ seq: 11, type: "card_drawn", seat: 0, from: "discard", card: "8D" })]),
    someEvents([anEvent({ seq: 12, type: "card_swapped", seat: 0, at: 1, card: "8D", out: "QS" })]),
  );
  assert.deepEqual(state.table?.seats[0]?.grid, ["KH", "8D", null, null, "5D", null]);
  assert.deepEqual(state.table?.discard, ["9C", "QS"]);
  assert.equal(state.table?.drawn, null);
});

test("a card that was put back lies on the discard pile again", () => {
  const state = after(
    someEvents([anEvent({ seq: 11, type: "card_drawn", seat: 0, from: "discard", card: "8D" })]),
    someEvents([anEvent({ seq: 12, type: "draw_undone", seat: 0, card: "8D" })]),
  );
  assert.deepEqual(state.table?.discard, ["9C", "8D"]);
  assert.equal(state.table?.drawn, null);
});

test("no more than eight cards of the discard pile are kept", () => {
  let state = known();
  for (let seq = 11; seq < 31; seq++) {
    state = apply(state, someEvents([anEvent({ seq, type: "card_discarded", seat: 1, card: "3C" })]));
  }
  assert.equal(state.table?.discard.length, 8);
});

test("a frame that comes twice counts once", () => {
  const frame = someEvents([anEvent({ seq: 11, type: "card_discarded", seat: 1, card: "3C" })]);
  assert.deepEqual(after(frame, frame).table, after(frame).table);
});

test("an old frame changes nothing", () => {
  const newer = someEvents([anEvent({ seq: 11, type: "card_discarded", seat: 1, card: "3C" })], { turn: 0 });
  const state = after(newer);
  const older = someEvents([anEvent({ seq: 9, type: "card_discarded", seat: 1, card: "2C" })], { turn: 1 });
  assert.equal(apply(state, older), state);
});

test("events that overlap with what is known are taken from where they are new", () => {
  const first = someEvents([anEvent({ seq: 11, type: "card_discarded", seat: 1, card: "3C" })]);
  const both = someEvents([
    anEvent({ seq: 11, type: "card_discarded", seat: 1, card: "3C" }),
    anEvent({ seq: 12, type: "card_discarded", seat: 0, card: "4C" }),
  ]);
  const state = after(first);
  assert.deepEqual(
    freshEvents(state, both).map((event) => event.seq),
    [12],
  );
  assert.deepEqual(apply(state, both).table?.discard, ["9C", "8D", "3C", "4C"]);
});

test("a missing event is a gap, and the frame after it changes nothing", () => {
  const state = known();
  const frame = someEvents([anEvent({ seq: 12, type: "card_discarded", seat: 1, card: "3C" })]);
  assert.equal(hasGap(state, frame), true);
  assert.equal(apply(state, frame), state);
});

test("an events frame without events after a reconnect is no gap, and brings what is legal", () => {
  const state = known();
  const frame = someEvents([], { due_at: "2026-01-01T12:00:30.000Z" }, { seq: 10, legal: [{ do: "knock" }] });
  assert.equal(hasGap(state, frame), false);
  const next = apply(state, frame);
  assert.deepEqual(next.legal, [{ do: "knock" }]);
  assert.equal(next.table?.due_at, "2026-01-01T12:00:30.000Z");
});

test("events of another game are a gap", () => {
  const frame = someEvents([anEvent({ seq: 11, type: "ready", seat: 1 })], {}, { game: "8" });
  assert.equal(hasGap(known(), frame), true);
});

test("presence shows who is connected, and that events are missing", () => {
  const state = known();
  const next = apply(state, { type: "presence", seq: 10, seats: [true, false], gallery: 3 });
  assert.equal(next.table?.seats[1]?.connected, false);
  assert.equal(next.gallery, 3);
  assert.equal(hasGap(state, { type: "presence", seq: 10, seats: [], gallery: 0 }), false);
  assert.equal(hasGap(state, { type: "presence", seq: 11, seats: [], gallery: 0 }), true);
});

test("a seat is taken and given up in the lobby", () => {
  const lobby = apply(emptyState(), aSnapshot({ table: aTable({ phase: "lobby", seats: [aSeat(), null] }) }));
  const bob = aSeat({ name: "Bob", kind: "guest", grid: [] });
  const joined = apply(
    lobby,
    someEvents([anEvent({ seq: 11, type: "player_joined", seat: 1, name: "Bob" })], { seats: { 1: bob } }),
  );
  assert.equal(joined.table?.seats[1]?.name, "Bob");
  const left = apply(
    joined,
    someEvents([anEvent({ seq: 12, type: "player_left", seat: 1 })], { seats: { 1: null } }),
  );
  assert.equal(left.table?.seats[1], null);
});

test("the end of a hole fills its line of the scorecard and keeps the parts", () => {
  const scores = [
    { score: 4, parts: [{ why: "column 0", points: 4 }] },
    { score: 12, parts: [] },
  ];
  const state = after(
    someEvents([anEvent({ seq: 11, type: "hole_ended", scores, totals: [4, 12] })], { phase: "hole_over" }),
  );
  assert.deepEqual(state.scorecard, [[4, 12]]);
  assert.deepEqual(state.tally, scores);
  const next = apply(state, someEvents([anEvent({ seq: 12, type: "hole_started", hole: 2 })], { hole: 2 }));
  assert.equal(next.tally, null);
  assert.deepEqual(next.table?.seats[0]?.grid, [null, null, null, null, null, null]);
});

test("holes that were not seen stay open on the scorecard", () => {
  const late = apply(emptyState(), aSnapshot({ table: aTable({ hole: 3 }) }));
  const scores = [
    { score: 1, parts: [] },
    { score: 2, parts: [] },
  ];
  const state = apply(late, someEvents([anEvent({ seq: 11, type: "hole_ended", scores })]));
  assert.deepEqual(state.scorecard, [null, null, [1, 2]]);
});

test("a rematch begins with a clean card", () => {
  const ended = after(
    someEvents([
      anEvent({ seq: 11, type: "hole_ended", scores: [{ score: 4, parts: [] }] }),
      anEvent({ seq: 12, type: "game_ended", places: [1, 2] }),
    ]),
  );
  assert.deepEqual(ended.places, [1, 2]);
  const rematch = apply(ended, aSnapshot({ game: "8", seq: 0, table: aTable({ phase: "lobby" }) }));
  assert.equal(rematch.places, null);
  assert.deepEqual(rematch.scorecard, []);
  assert.equal(rematch.seq, 0);
});

test("nothing is changed in place", () => {
  const state = known();
  const before = structuredClone(state);
  apply(
    state,
    someEvents([anEvent({ seq: 11, type: "card_discarded", seat: 1, card: "3C" })], {
      seats: { 0: { total: 9 } },
    }),
  );
  assert.deepEqual(state, before);
});
