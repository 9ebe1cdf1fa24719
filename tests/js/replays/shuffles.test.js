/** Every shuffle of a game, as the page of its replay checks them: from what the site tells. */

import assert from "node:assert/strict";
import test from "node:test";
import { verifyGame } from "../../../static/js/verify.js";
import { game } from "./replayed.js";

test("every shuffle is sound", async () => {
  const { rules, events } = game();
  const { holes } = await verifyGame(rules, events);
  assert.ok(holes.length > 0);
  assert.deepEqual(
    holes.filter(({ sound }) => !sound),
    [],
  );
  assert.deepEqual(
    holes.map(({ hole }) => hole),
    holes.map((_, at) => at + 1),
  );
});

test("a card that was exchanged in the last hole is found there", async () => {
  const { rules, events } = game();
  const last = events.filter(({ type }) => type === "hole_started").at(-1);
  const [one, other] = [last?.stock?.[0], last?.stock?.[1]];
  last?.stock?.splice(0, 2, other ?? "", one ?? "");
  const { holes } = await verifyGame(rules, events);
  assert.deepEqual(
    holes.filter(({ sound }) => !sound).map(({ why, hole }) => [why, hole]),
    [["pack", holes.length]],
  );
});
