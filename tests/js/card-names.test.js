import assert from "node:assert/strict";
import test from "node:test";
import { pairedName } from "../../static/js/card-names.js";
import { aSeat } from "./frames.js";

const grid = ["KH", "QD", null, null, "QS", "5D"];

test("a card of a pair is told with what its column counts, as it counts nothing by itself", () => {
  const seat = aSeat({ grid, columns: [null, 0, null] });
  assert.equal(pairedName(1, seat), "Top middle: queen of diamonds, paired, the column counts 0");
  assert.equal(pairedName(4, seat), "Bottom middle: queen of spades, paired, the column counts 0");
  const below = aSeat({ grid, columns: [null, -4, null] });
  assert.equal(pairedName(1, below), "Top middle: queen of diamonds, paired, the column counts −4");
});

test("where nobody has said what the column counts, it is told that it is paired", () => {
  assert.equal(pairedName(1, aSeat({ grid })), "Top middle: queen of diamonds, paired");
});

test("other cards are not", () => {
  for (const position of [0, 2, 3, 5]) assert.equal(pairedName(position, aSeat({ grid })), null);
});
