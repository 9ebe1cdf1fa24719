import assert from "node:assert/strict";
import test from "node:test";
import { personas } from "../../static/js/personas.js";
import { remarks } from "../../static/js/remarks.js";
import { greeting, REST, remarkAfter, wordsFor } from "../../static/js/small-talk.js";
import { anEvent, aSeat, aTable } from "./frames.js";

/** @import { GameEvent } from "../../static/js/protocol.js" */

const OCCASIONS = ["bad", "good", "hello", "lost", "out", "pair", "won"];
const table = aTable({
  seats: [
    aSeat(),
    aSeat({ name: "Maya", kind: "cpu", persona: "maya", grid: ["AS", null, null, "TD", null, null] }),
    aSeat({ name: "Kenji", kind: "cpu", persona: "kenji" }),
  ],
});

/**
 * The remark after these events, the first of which has this number.
 * @param {number} seq
 * @param {(Partial<GameEvent> & {type: string})[]} events
 * @param {{game?: string, last?: number}} [more]
 */
function after(seq, events, { game = "7", last = -1 } = {}) {
  const numbered = events.map((fields, i) => anEvent({ seq: seq + i, ...fields }));
  return remarkAfter(game, numbered, table, last);
}

/** @param {number} count @param {(seq: number) => unknown} of */
const howMany = (count, of) => Array.from({ length: count }, (_, seq) => of(seq)).filter(Boolean).length;

test("every persona has words of its own for every occasion, four to eight sentences", () => {
  const all = remarks();
  assert.deepEqual(Object.keys(all).sort(), Object.keys(personas()).sort());
  const sentences = Object.values(all).flatMap((one) => Object.values(one).flat());
  assert.equal(new Set(sentences).size, sentences.length, "two say the same");
  for (const [persona, one] of Object.entries(all)) {
    assert.deepEqual(Object.keys(one).sort(), OCCASIONS, persona);
    const count = Object.values(one).flat().length;
    assert.ok(count >= 4 && count <= 8, `${persona} has ${count}`);
  }
});

test("everybody who looks on sees the same words, in another game perhaps others", () => {
  const out = [{ type: "went_out", seat: 1 }];
  const first = Array.from({ length: 40 }, (_, seq) => after(seq, out));
  assert.deepEqual(
    Array.from({ length: 40 }, (_, seq) => after(seq, out)),
    first,
  );
  const other = Array.from({ length: 40 }, (_, seq) => after(seq, out, { game: "8" }));
  assert.notEqual(JSON.stringify(other), JSON.stringify(first));
});

test("words come now and then, about as often as they should", () => {
  const out = howMany(2000, (seq) => wordsFor("7", seq, "maya", "out"));
  const pair = howMany(2000, (seq) => wordsFor("7", seq, "maya", "pair"));
  assert.ok(out > 900 && out < 1100, `went out: ${out} of 2000`);
  assert.ok(pair > 320 && pair < 480, `pairs: ${pair} of 2000`);
});

test("people are never spoken for, nor is a seat that the caddie plays", () => {
  assert.equal(
    howMany(50, (seq) => after(seq, [{ type: "went_out", seat: 0 }])),
    0,
  );
  assert.equal(wordsFor("7", 1, "caddie", "out"), "");
});

test("a pair is remarked on when it is made", () => {
  const swap = { type: "card_swapped", seat: 1, at: 3, out: "TD" };
  assert.ok(howMany(60, (seq) => after(seq, [{ ...swap, card: "AH" }])) > 0);
  assert.equal(
    howMany(60, (seq) => after(seq, [{ ...swap, card: "2H" }])),
    0,
  );
});

test("one moment has one remark, of whoever ended the game if it ended", () => {
  const scores = [5, 9, -2].map((score) => ({ score, parts: [] }));
  const end = [
    { type: "went_out", seat: 1 },
    { type: "hole_ended", scores },
    { type: "game_ended", totals: [20, 40, 3] },
  ];
  for (let seq = 0; seq < 20; seq++) {
    const remark = after(seq, end);
    assert.equal(remark?.seat, 2);
    assert.ok(remarks().kenji.won.includes(remark?.words ?? ""));
  }
});

test("after a remark nothing is said for a while", () => {
  const out = [{ type: "went_out", seat: 1 }];
  const seq = Array.from({ length: 40 }, (_, i) => i + REST).find((one) => after(one, out)) ?? -1;
  assert.ok(seq >= REST);
  assert.equal(after(seq, out, { last: seq - REST + 1 }), null);
  assert.deepEqual(after(seq, out, { last: seq - REST }), after(seq, out));
});

test("a game begins with one greeting, the same for everybody", () => {
  const hello = greeting("7", table);
  assert.ok(hello && [1, 2].includes(hello.seat));
  assert.deepEqual(greeting("7", table), hello);
  assert.equal(greeting("7", aTable({ seats: [aSeat(), aSeat()] })), null);
});
