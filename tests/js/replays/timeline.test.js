/** A finished game as a row of moments: each the fold of live play, at hand at once. */

import assert from "node:assert/strict";
import test from "node:test";
import { tellMoment } from "../../../static/js/move-list.js";
import { addressOf, marksOf, momentAt, momentsOf, nextHole, seenBy } from "../../../static/js/timeline.js";
import { game } from "./replayed.js";

const told = game();
const moments = momentsOf(told);

test("it begins with the first deal and ends with the end of the game", () => {
  assert.equal(moments[0].events.at(-1)?.type, "hole_started");
  assert.equal(moments[0].move, 0);
  assert.equal(moments.at(-1)?.state.table?.phase, "game_over");
});

test("moves count from the deal of each hole", () => {
  for (const [at, { hole, move }] of moments.entries()) {
    if (at === 0 || hole !== moments[at - 1].hole) assert.equal(move, 0);
    else assert.equal(move, moments[at - 1].move + 1);
  }
});

test("an address leads to its moment, one beyond the hole to its last, and any other nowhere", () => {
  for (const [at, moment] of moments.entries()) assert.equal(momentAt(moments, addressOf(moment)), at);
  const last = moments.filter(({ hole }) => hole === 1).length - 1;
  assert.equal(momentAt(moments, "#h1m9999"), last);
  for (const hash of ["", "#h99m1", "#h1", "#hxmy", "#h1m1x"]) assert.equal(momentAt(moments, hash), null);
});

test("an event leads to its moment, and what the analysis says of it is marked and told there", () => {
  const at = moments.findIndex(({ events }) => events.some(({ type }) => type === "card_swapped"));
  const seq = moments[at].events[0].seq;
  assert.equal(momentAt(moments, `#e${seq}`), at);
  assert.equal(momentAt(moments, "#e99999"), moments.length - 1);
  const judged = momentsOf(told, [{ seq, grade: "blunder", cost: 2345 }]);
  assert.deepEqual(
    marksOf(judged).filter(({ kind }) => kind === "blunder"),
    [{ at, kind: "blunder", seat: moments[at].events[0].seat }],
  );
  assert.match(tellMoment(judged[at], judged[at].state), /^A blunder: it cost 2\.3 strokes\. ./);
  assert.deepEqual(marksOf(moments), marksOf(momentsOf(told, [])));
});

test("hole by hole one goes from deal to deal, and to both ends", () => {
  const second = moments.findIndex(({ hole }) => hole === 2);
  assert.equal(nextHole(moments, 0, 1), second);
  assert.equal(nextHole(moments, second, -1), 0);
  assert.equal(nextHole(moments, second + 3, -1), second);
  assert.equal(nextHole(moments, second, 1), moments.length - 1);
});

test("all cards are those that come to light later", () => {
  for (const { state, grids } of moments) {
    state.table?.seats.forEach((seat, number) => {
      seat?.grid.forEach((card, position) => {
        if (card !== null) assert.equal(grids[number][position], card);
      });
    });
  }
});

test("the next card of the stock is the one that is drawn next", () => {
  const open = new Map(told.events.map((event) => [event.seq, event]));
  for (const [at, { events }] of moments.entries()) {
    const drawn = events.find((event) => event.type === "card_drawn" && event.from === "stock");
    const renewed = events.some((event) => event.type === "stock_renewed");
    if (drawn && !renewed) assert.equal(moments[at - 1].next, open.get(drawn.seq)?.card);
  }
});

test("each pair of eyes sees what it saw, and all cards are seen where they are asked for", () => {
  const at = moments.findIndex(({ events }) => events[0].type === "card_drawn" && events[0].from === "stock");
  const moment = moments[at];
  const seat = moment.events[0].seat ?? 0;
  const drawn = (
    /** @type {import("../../../static/js/timeline.js").Eyes} */ eyes,
    /** @type {number} */ own,
  ) => seenBy(moment, eyes, own).table?.drawn?.card;
  assert.equal(drawn("everybody", seat), null);
  assert.equal(drawn("me", seat), moment.drawn);
  assert.equal(drawn("me", 1 - seat), null);
  assert.equal(drawn("all", 1 - seat), moment.drawn);
  assert.equal(seenBy(moment, "everybody", seat).table?.beneath, undefined);
  assert.deepEqual(seenBy(moment, "all", seat).legal, []);
});

test("marks name who went out, the ends of holes, pairs, and the move that turned the game", () => {
  const marks = marksOf(moments);
  const count = (/** @type {string} */ kind) => marks.filter((mark) => mark.kind === kind).length;
  assert.equal(count("hole"), 2);
  assert.equal(count("turning"), told.turning_move === null ? 0 : 1);
  assert.ok(count("out") <= 2);
  const turning = moments.filter((moment) => tellMoment(moment, moment.state).includes("turned the game"));
  assert.deepEqual(
    turning,
    moments.filter(({ events }) => events.some(({ seq }) => seq === told.turning_move)),
  );
  for (const { at, kind, seat } of marks) {
    if (kind === "out")
      assert.ok(moments[at].events.some((event) => event.type === "went_out" && event.seat === seat));
  }
});
