import assert from "node:assert/strict";
import test from "node:test";
import { decidingMoment } from "../../static/js/course.js";
import { resultLine } from "../../static/js/share.js";
import { aSeat, aTable } from "./frames.js";

/** @param {Partial<import("../../static/js/protocol.js").TurningPoint> | null} decided */
const finished = (decided) =>
  aTable({
    holes: 3,
    seats: [aSeat({ total: 31 }), aSeat({ name: "Maya", total: -4 }), aSeat({ name: "Kenji", total: 40 })],
    places: [2, 1, 3],
    course: {
      totals: [
        [4, 9, 9],
        [31, -4, 40],
      ],
      behind: [
        [0, 5, 5],
        [35, 0, 44],
      ],
      decided: decided && { hole: 2, seat: 1, rival: 0, gained: 40, ...decided },
    },
  });

test("the moment that decided it is told to whoever it concerns", () => {
  assert.equal(
    decidingMoment(finished({}), 0),
    "Hole 2 decided it: Maya gained 40 points on you and kept the lead.",
  );
  assert.equal(
    decidingMoment(finished({}), 1),
    "Hole 2 decided it: you gained 40 points on Alice and kept the lead.",
  );
  assert.equal(
    decidingMoment(finished({ gained: 1 }), null),
    "Hole 2 decided it: Maya gained 1 point on Alice and kept the lead.",
  );
});

test("whoever was never caught led from the first hole on", () => {
  assert.equal(
    decidingMoment(finished({ hole: 1, gained: 5 }), 2),
    "Maya led from the first hole on, by 5 points on Alice there.",
  );
  assert.equal(decidingMoment(finished(null), 0), "It was level to the very end.");
});

test("a game of one hole has no moment", () => {
  const course = { totals: [[4, 9]], behind: [[0, 5]], decided: { hole: 1, seat: 0, rival: 1, gained: 5 } };
  assert.equal(decidingMoment(aTable({ course }), 0), "");
  assert.equal(decidingMoment(aTable(), 0), "");
});

test("the result is shared in the order of places, under everybody's own name", () => {
  assert.equal(resultLine(finished({})), "Golf, 3 holes: 1. Maya −4 · 2. Alice 31 · 3. Kenji 40");
});
