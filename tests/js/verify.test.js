import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { verifyGame } from "../../static/js/verify.js";

/** @import { FileEvent, Verdict } from "../../static/js/verify.js" */

const FILE = readFileSync(new URL("game.json", import.meta.url), "utf8");
const SECRET = "00".repeat(32);

/** A game of two holes, with cuts, renewed stocks and cards put back. @returns {{rules: any, events: FileEvent[]}} */
const aGame = () => JSON.parse(FILE);

/** @param {FileEvent[]} events @param {string} type @param {number} [nth] @returns {FileEvent} */
const the = (events, type, nth = 0) => events.filter((event) => event.type === type)[nth];

/** @param {(events: FileEvent[]) => void} forge @returns {Promise<Verdict[]>} */
async function forged(forge) {
  const { rules, events } = aGame();
  forge(events);
  return (await verifyGame(rules, events)).holes;
}

/** What is wrong, hole by hole. @param {Verdict[]} holes */
const whys = (holes) => holes.map(({ why }) => why);

test("a sound game is found sound, and each hole is told as soon as it is checked", async () => {
  const { rules, events } = aGame();
  /** @type {number[]} */
  const heard = [];
  const { holes } = await verifyGame(rules, events, { onHole: ({ hole }) => void heard.push(hole) });
  assert.deepEqual(heard, [1, 2]);
  assert.deepEqual(whys(holes), [null, null]);
  assert.ok(holes.every(({ sound, begun }) => sound && begun));
  const renewed = events.filter(({ type }) => type === "stock_renewed").length;
  assert.ok(renewed > 0);
  assert.equal(holes[0].renewals + holes[1].renewals, renewed);
  assert.equal(holes[0].commitment, the(events, "game_started").next_commitment);
});

test("an abandoned game is checked as far as it went", async () => {
  const { rules, events } = aGame();
  const second = events.indexOf(the(events, "hole_started", 1));
  const reveal = the(events, "hole_ended").next_secret;
  const ended = { type: "game_abandoned", reason: "empty", reveal };
  const during = (await verifyGame(rules, [...events.slice(0, second + 8), ended])).holes;
  assert.deepEqual(whys(during), [null, null]);
  const between = (await verifyGame(rules, [...events.slice(0, second), ended])).holes;
  assert.deepEqual(whys(between), [null, null]);
  assert.deepEqual(
    [between[1].begun, between[1].commitment],
    [false, the(events, "hole_ended").next_commitment],
  );
  const lied = { ...ended, reveal: SECRET };
  assert.deepEqual(whys((await verifyGame(rules, [...events.slice(0, second), lied])).holes), [
    null,
    "secret",
  ]);
  assert.deepEqual(
    (await verifyGame(rules, [{ type: "game_created" }, { ...ended, reveal: null }])).holes,
    [],
  );
});

test("another commitment, secret or cut is found", async () => {
  const commitment = (/** @type {FileEvent[]} */ events) =>
    Object.assign(the(events, "hole_started", 1), { commitment: SECRET });
  assert.deepEqual(whys(await forged(commitment)), [null, "commitment"]);
  const promised = (/** @type {FileEvent[]} */ events) =>
    Object.assign(the(events, "game_started"), { next_commitment: SECRET });
  assert.deepEqual(whys(await forged(promised)), ["commitment", null]);
  const secret = (/** @type {FileEvent[]} */ events) =>
    Object.assign(the(events, "hole_ended"), { reveal: SECRET });
  assert.deepEqual(whys(await forged(secret)), ["secret", null]);
  const cut = (/** @type {FileEvent[]} */ events) =>
    Object.assign(the(events, "pack_cut"), { cut: "00".repeat(16) });
  assert.deepEqual(whys(await forged(cut)), ["cuts", null]);
  const leftOut = (/** @type {FileEvent[]} */ events) =>
    Object.assign(the(events, "hole_started"), { cuts: {} });
  assert.deepEqual(whys(await forged(leftOut)), ["cuts", null]);
  const both = await forged((events) => {
    const { seat } = Object.assign(the(events, "pack_cut"), { cut: "00".repeat(16) });
    the(events, "hole_started").cuts[seat] = "00".repeat(16);
  });
  assert.deepEqual(whys(both), ["pack", null]);
});

test("another order of the pack or of a renewed stock is found, by its event", async () => {
  /** @param {string[]} cards */
  const exchange = (cards) => cards.splice(0, 2, cards[1], cards[0]);
  const deals = [
    (/** @type {FileEvent} */ { stock }) => exchange(stock),
    (/** @type {FileEvent} */ { grids }) => exchange(grids[1]),
    (/** @type {FileEvent} */ started) => Object.assign(started, { discard: started.grids[0][0] }),
  ];
  for (const deal of deals) {
    const holes = await forged((events) => void deal(the(events, "hole_started")));
    assert.deepEqual(whys(holes), ["pack", null]);
  }
  const { events } = aGame();
  const renewed = await forged((given) => void exchange(the(given, "stock_renewed").stock));
  const [wrong] = renewed.filter(({ sound }) => !sound);
  assert.deepEqual([wrong.why, wrong.seq], ["renewal", the(events, "stock_renewed").seq]);
});

test("another card is found wherever it is shown", async () => {
  for (const type of ["card_drawn", "draw_undone", "card_discarded", "card_swapped"]) {
    const [wrong] = (await forged((events) => void Object.assign(the(events, type), { card: "*S" }))).filter(
      (hole) => !hole.sound,
    );
    assert.deepEqual([wrong?.why, wrong?.seq], ["card", the(aGame().events, type).seq], type);
  }
  const taken = await forged((events) => void Object.assign(the(events, "card_swapped"), { out: "*S" }));
  assert.ok(taken.some(({ why }) => why === "card"));
  for (const type of ["cards_opened", "grid_revealed"]) {
    const holes = await forged((events) => {
      const { cards } = the(events, type);
      cards[Object.keys(cards)[0]] = "*S";
    });
    assert.ok(
      holes.some(({ why }) => why === "card"),
      type,
    );
  }
  const counted = await forged((events) => void the(events, "hole_ended").grids[0].splice(0, 1, "*S"));
  assert.deepEqual(whys(counted), ["card", null]);
});

test("events that cannot be followed are said to be so", async () => {
  assert.deepEqual(
    whys(await forged((events) => void Object.assign(the(events, "hole_started"), { grids: 7 }))),
    ["form", null],
  );
  assert.deepEqual(
    whys(await forged((events) => void Object.assign(the(events, "hole_ended"), { reveal: null }))),
    ["form", null],
  );
});
