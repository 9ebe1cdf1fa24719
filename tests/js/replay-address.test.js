import assert from "node:assert/strict";
import test from "node:test";
import { createAddress } from "../../static/js/replay-address.js";

/** @import { Moment } from "../../static/js/timeline.js" */

const MOMENTS = /** @type {Moment[]} */ (
  /** @type {unknown} */ ([0, 1, 2, 3].map((move) => ({ hole: 1, move, events: [] })))
);

/** A page at the first moment. A link that is followed on it changes the address at once, and its news comes later. */
function aPage() {
  const location = { hash: "#h1m0" };
  /** @type {(() => void)[]} */
  const listeners = [];
  /** @type {number[]} */
  const shown = [];
  /** @type {(() => void) | undefined} */
  let waiting;
  Object.assign(globalThis, {
    location,
    history: {
      /** @type {(state: null, title: string, hash: string) => void} */
      replaceState(_state, _title, hash) {
        location.hash = hash;
      },
    },
    /** @type {(kind: string, listener: () => void) => void} */
    addEventListener(_kind, listener) {
      listeners.push(listener);
    },
    /** @type {(work: () => void) => void} */
    setTimeout(work) {
      waiting = work;
    },
    clearTimeout() {
      waiting = undefined;
    },
  });
  const address = createAddress(MOMENTS, (to) => {
    shown.push(to);
    address.name(MOMENTS[to]);
  });
  return {
    address,
    location,
    shown,
    news() {
      for (const listener of listeners) listener();
    },
    pass() {
      waiting?.();
      waiting = undefined;
    },
  };
}

test("the address names a moment once it has stood a while", () => {
  const { address, location, pass } = aPage();
  address.name(MOMENTS[1]);
  address.name(MOMENTS[2]);
  assert.equal(location.hash, "#h1m0");
  pass();
  assert.equal(location.hash, "#h1m2");
});

test("a link that is followed before the address names the moment leads there and stays", () => {
  const { address, location, shown, news, pass } = aPage();
  address.name(MOMENTS[2]);
  location.hash = "#h1m1";
  pass();
  assert.equal(location.hash, "#h1m1");
  news();
  assert.deepEqual(shown, [1]);
  pass();
  assert.equal(location.hash, "#h1m1");
});

test("an address that names no moment leaves what is shown", () => {
  const { location, shown, news } = aPage();
  location.hash = "#table";
  news();
  assert.deepEqual(shown, []);
});
