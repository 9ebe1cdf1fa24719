import assert from "node:assert/strict";
import test from "node:test";
import { Playback, stagesOf } from "../../static/js/catch-up.js";
import { apply, emptyState } from "../../static/js/store.js";
import { anEvent, aSeat, aSnapshot, someEvents } from "./frames.js";

/** @import { EventsFrame } from "../../static/js/protocol.js" */

const known = apply(emptyState(), aSnapshot());

/**
 * A tail of turns of Maya and Alice, as whoever comes back hears it.
 * @param {number} turns
 * @returns {EventsFrame}
 */
function aTail(turns) {
  const events = Array.from({ length: turns }, (_, turn) => {
    const [seq, seat, at] = [11 + 2 * turn, turn % 2, turn % 6];
    return [
      anEvent({ seq, type: "card_drawn", seat, from: "stock", card: null }),
      anEvent({ seq: seq + 1, type: "card_swapped", seat, at, card: "4S", out: "QD" }),
    ];
  }).flat();
  const seats = { 0: aSeat({ showing: 9 }), 1: aSeat({ name: "Maya", showing: 3 }) };
  const legal = [{ do: "draw", from: /** @type {("stock" | "discard")[]} */ (["stock"]) }];
  return {
    ...someEvents(events, { turn: 0, stock: 30 - turns, seats, phase: "last_turns" }, { legal }),
    you: { seat: 0, host: true },
  };
}

test("what was missed ends in the picture that one stroke would have drawn", () => {
  for (const turns of [1, 2, 5, 30]) {
    const frame = aTail(turns);
    const stages = stagesOf(known, frame);
    assert.ok(stages.length > 1 && stages.length <= 8, `${stages.length} stages`);
    assert.deepEqual(stages.at(-1)?.state, apply(known, frame));
  }
});

test("every event is told in one stage, in order", () => {
  const frame = aTail(13);
  assert.deepEqual(
    stagesOf(known, frame).flatMap((stage) => stage.events.map((event) => event.seq)),
    frame.events.map((event) => event.seq),
  );
});

test("on the way cards move, but nobody is on turn and nothing may be done", () => {
  const stages = stagesOf(known, aTail(3)).slice(0, -1);
  assert.equal(stages.length, 5);
  for (const { state } of stages) {
    assert.deepEqual(state.legal, []);
    assert.equal(state.table?.turn, null);
  }
  assert.equal(stages[1].state.table?.seats[0]?.grid[0], "4S");
  assert.equal(stages[1].state.table?.seats[1]?.grid[1], null);
  assert.equal(stages[3].state.table?.seats[1]?.grid[1], "4S");
});

test("what comes while one is there is drawn at once, and so is what cannot be applied", () => {
  const { you, ...live } = aTail(3);
  assert.equal(stagesOf(known, live).length, 1);
  assert.equal(stagesOf(known, { ...live, game: "8", you }).length, 1);
  assert.equal(stagesOf(known, aSnapshot({ seq: 20 })).length, 1);
});

test("however much was missed, it has played back a second and a half later", () => {
  for (const turns of [1, 3, 13, 90]) {
    const stages = stagesOf(known, aTail(turns));
    const { drawn, took } = playedBack(stages);
    assert.deepEqual(drawn, stages);
    assert.ok(took > 0 && took <= 1_500, `${turns} turns: ${took} ms`);
  }
});

/**
 * What is drawn of these stages, and how many milliseconds the pauses between them are together.
 * @param {import("../../static/js/catch-up.js").Stage[]} stages
 */
function playedBack(stages) {
  /** @type {(() => void)[]} */
  const waiting = [];
  let took = 0;
  const later = (/** @type {() => void} */ act, /** @type {number} */ pause) => {
    took += pause;
    waiting.push(act);
  };
  const ignore = () => {};
  const { setTimeout, clearTimeout } = globalThis;
  Object.assign(globalThis, {
    document: { hidden: false, documentElement: { dataset: { motion: "auto" } } },
    matchMedia: () => ({ matches: false }),
    addEventListener: ignore,
    removeEventListener: ignore,
    setTimeout: later,
    clearTimeout: ignore,
  });
  /** @type {typeof stages} */
  const drawn = [];
  new Playback((stage) => drawn.push(stage)).play(stages);
  while (waiting.length > 0) waiting.shift()?.();
  Object.assign(globalThis, { setTimeout, clearTimeout });
  return { drawn, took };
}
