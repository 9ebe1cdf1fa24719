/** Cutting the pack: every person at the table may add chance to the shuffle of the coming hole, once. */

import { cutBytes } from "./protocol.js";

/** @import { Command } from "./protocol.js" */
/** @import { State } from "./store.js" */

/**
 * The hole whose pack waits to be cut, as a key that no other has, or null where none waits for this viewer.
 * @param {State} state
 * @returns {string | null}
 */
export function holeToCut(state) {
  const { table, you, game } = state;
  if (!table || you.seat === null) return null;
  const waits = table.phase === "hole_over" || (table.phase === "opening" && table.hole === 0);
  return waits ? `${game} ${table.hole}` : null;
}

export class Cutter {
  /** @type {Set<string>} */
  #done = new Set();

  /** @param {(command: Command) => void} send */
  constructor(send) {
    this.send = send;
  }

  /** Cut if this state waits for it and it has not been done. @param {State} state */
  consider(state) {
    const key = holeToCut(state);
    if (key === null || this.#done.has(key)) return;
    this.#done.add(key);
    this.send({ do: "cut", bytes: cutBytes() });
  }
}
