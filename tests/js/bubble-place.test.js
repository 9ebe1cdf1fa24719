import assert from "node:assert/strict";
import test from "node:test";
import { overlap, placeFor } from "../../static/js/bubble-place.js";

/** @import { Box, Obstacle } from "../../static/js/bubble-place.js" */

const ROOM = { width: 320, height: 568 };
const SIZE = { width: 150, height: 40 };

/** @type {(left: number, top: number, width: number, height: number) => Box} */
const box = (left, top, width, height) => ({ left, top, width, height });
/** @param {Box[]} cards @returns {Obstacle[]} */
const cards = (...cards) => cards.map((card) => ({ box: card, weight: 20 }));

test("a bubble stands above its seat where there is room", () => {
  const panel = box(100, 200, 100, 80);
  const place = placeFor(SIZE, panel, box(100, 200, 100, 20), [], ROOM);
  assert.equal(place.side, "above");
  assert.equal(place.left + SIZE.width / 2, 150);
  assert.ok(place.top + SIZE.height < panel.top);
});

test("it stays inside the window, however near to the edge its seat is", () => {
  for (const left of [0, 110, 270]) {
    const place = placeFor(SIZE, box(left, 0, 50, 40), box(left, 0, 50, 20), [], ROOM);
    assert.ok(place.left >= 0 && place.left + SIZE.width <= ROOM.width);
    assert.ok(place.top >= 0 && place.top + SIZE.height <= ROOM.height);
  }
});

test("it hides no card where any other place is free", () => {
  const obstacles = cards(box(0, 100, 320, 95), box(0, 285, 320, 283));
  const place = placeFor(SIZE, box(100, 200, 100, 80), box(100, 200, 100, 20), obstacles, ROOM);
  assert.deepEqual(
    obstacles.map((one) => overlap(place, one.box)),
    [0, 0],
  );
});

test("with cards all round it goes to the top of the window, and says so", () => {
  const obstacles = cards(box(0, 45, 320, 523));
  const place = placeFor(SIZE, box(0, 130, 150, 60), box(0, 130, 60, 60), obstacles, ROOM);
  assert.equal(place.side, "strip");
  assert.equal(overlap(place, obstacles[0].box), 0);
});
