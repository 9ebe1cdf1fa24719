import assert from "node:assert/strict";
import test from "node:test";
import { clockFace, ServerClock } from "../../static/js/countdown.js";

const NOON = Date.parse("2026-01-01T12:00:00.000Z");
/** @param {number} milliseconds */
const at = (milliseconds) => new Date(NOON + milliseconds).toISOString();

test("what is left is rounded down, and never below zero", () => {
  const clock = new ServerClock(() => NOON);
  assert.equal(clock.secondsUntil(at(10_400)), 9);
  assert.equal(clock.secondsUntil(at(-5_000)), 0);
});

test("a browser whose clock is an hour ahead counts the same seconds", () => {
  const clock = new ServerClock(() => NOON + 3_600_000);
  clock.hear([{ time: at(0) }]);
  assert.equal(clock.secondsUntil(at(20_000)), 19);
});

test("an event from the past does not spoil the estimate", () => {
  let now = NOON + 100;
  const clock = new ServerClock(() => now);
  clock.hear([{ time: at(0) }]);
  now += 60_000;
  clock.hear([{ time: at(0) }]);
  assert.equal(clock.secondsUntil(at(80_000)), 19);
});

test("seconds are written as on a clock", () => {
  assert.equal(clockFace(7), "0:07");
  assert.equal(clockFace(75), "1:15");
});
