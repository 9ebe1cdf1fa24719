/** Which moment of a replay is shown, and how it runs on by itself. */

import { nextHole } from "./timeline.js";

/** @import { Moment } from "./timeline.js" */

/** Milliseconds for a move at the usual speed, and for a hole's end; the longest pause where it runs as it was. */
const A_MOVE = 1_100;
const AN_END = 3_200;
const LONGEST = 10_000;
/** Faster than this nobody can listen, or follow a card on its way. */
const FOLLOWED_UP_TO = 2;

export class Playback {
  /** Times as fast; 0: as it was. */
  #speed = 1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #moments;
  #show;
  #say;

  /**
   * @param {Moment[]} moments
   * @param {number} at the first moment to be shown
   * @param {{show: (before: number) => void, say: () => void}} acts draw the moment that is shown now; tell it
   */
  constructor(moments, at, { show, say }) {
    this.#moments = moments;
    this.at = at;
    this.#show = show;
    this.#say = say;
  }

  get moment() {
    return this.#moments[this.at];
  }

  get playing() {
    return this.#timer !== undefined;
  }

  /** Whether it is slow enough to be heard, and to see cards on their way. */
  get followed() {
    return this.#speed <= FOLLOWED_UP_TO;
  }

  /** @param {number} to */
  jump(to) {
    this.pause();
    this.#showAt(to);
    this.#say();
  }

  /** @param {1 | -1} by */
  step(by) {
    this.jump(this.at + by);
  }

  /** @param {1 | -1} by */
  hole(by) {
    this.jump(nextHole(this.#moments, this.at, by));
  }

  first() {
    this.jump(0);
  }

  last() {
    this.jump(this.#moments.length - 1);
  }

  toggle() {
    if (this.playing) return this.pause();
    if (this.at === this.#moments.length - 1) this.#showAt(0);
    this.#playOn();
    this.#show(this.at);
  }

  pause() {
    if (!this.playing) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#show(this.at);
  }

  /** @param {number} speed */
  changeSpeed(speed) {
    this.#speed = speed;
    if (!this.playing) return;
    clearTimeout(this.#timer);
    this.#playOn();
  }

  /** @param {number} to */
  #showAt(to) {
    const before = this.at;
    this.at = Math.max(0, Math.min(this.#moments.length - 1, to));
    if (this.at !== before) this.#show(before);
  }

  /** Wait for as long as the moment after this one is to be awaited, then show it, and so on to the end. */
  #playOn() {
    this.#timer = setTimeout(
      () => {
        this.#showAt(this.at + 1);
        if (this.followed) this.#say();
        if (this.at < this.#moments.length - 1) return this.#playOn();
        this.pause();
      },
      this.#pauseBefore(this.at + 1),
    );
  }

  /** @param {number} to */
  #pauseBefore(to) {
    const before = this.#moments[to - 1];
    if (this.#speed === 0) return Math.min(LONGEST, (this.#moments[to]?.time ?? 0) - before.time);
    const ended = before.events.some((event) => event.type === "hole_ended");
    return (ended ? AN_END : A_MOVE) / this.#speed;
  }
}
