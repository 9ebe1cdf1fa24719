/** The time a turn has left. The server's clock may differ from this one, so the difference is estimated. */

/** @import { GameEvent } from "./protocol.js" */

const MARGIN = 500;

/**
 * Keeps the smallest difference seen between this clock and the times of events: what is left of it
 * beside the difference itself is the shortest way that a frame has taken.
 */
export class ServerClock {
  #ahead = Number.POSITIVE_INFINITY;

  /** @param {() => number} now milliseconds of this machine */
  constructor(now = () => Date.now()) {
    this.now = now;
  }

  /** @param {Pick<GameEvent, "time">[]} events that have just arrived */
  hear(events) {
    for (const event of events) this.#learn(Date.parse(event.time));
  }

  /** @param {number} time of the server, in milliseconds, that has just arrived */
  #learn(time) {
    if (!Number.isNaN(time)) this.#ahead = Math.min(this.#ahead, this.now() - time);
  }

  /**
   * Whole seconds until then, rounded down so that nobody is promised time that they do not have; never negative.
   * @param {string} due
   * @returns {number}
   */
  secondsUntil(due) {
    const ahead = Number.isFinite(this.#ahead) ? this.#ahead : 0;
    const left = Date.parse(due) - (this.now() - ahead) - MARGIN;
    return Math.max(0, Math.floor(left / 1000));
  }
}

/**
 * Seconds as minutes and seconds.
 * @param {number} seconds
 * @returns {string}
 */
export function clockFace(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
