import assert from "node:assert/strict";
import test from "node:test";
import { Cutter, holeToCut } from "../../static/js/cut.js";
import { apply, emptyState } from "../../static/js/store.js";
import { aSnapshot, aTable } from "./frames.js";

/** @param {Partial<import("../../static/js/protocol.js").Table>} table @param {number | null} [seat] */
const at = (table, seat = 0) =>
  apply(emptyState(), aSnapshot({ table: aTable(table), you: { seat, host: false } }));

test("a pack is cut before the first hole and between holes, by those who have a seat", () => {
  assert.equal(holeToCut(at({ phase: "opening", hole: 0 })), "7 0");
  assert.equal(holeToCut(at({ phase: "hole_over", hole: 3 })), "7 3");
  assert.equal(holeToCut(at({ phase: "opening", hole: 1 })), null);
  assert.equal(holeToCut(at({ phase: "game_over", hole: 9 })), null);
  assert.equal(holeToCut(at({ phase: "hole_over", hole: 3 }, null)), null);
});

test("each pack is cut once", () => {
  /** @type {string[]} */
  const sent = [];
  const cutter = new Cutter((command) => sent.push(String(command.bytes)));
  cutter.consider(at({ phase: "hole_over", hole: 3 }));
  cutter.consider(at({ phase: "hole_over", hole: 3 }));
  cutter.consider(at({ phase: "hole_over", hole: 4 }));
  assert.equal(sent.length, 2);
  for (const bytes of sent) assert.match(bytes, /^[0-9a-f]{32}$/);
});
