/**
 * Where the learner is in the lesson: what is asked for, whether it was done, and what follows.
 * It plays the frames that the engine made; what a card counts or what is legal it does not know.
 */

import { apply, emptyState } from "./store.js";

/** @import { Command, ErrorFrame, Frame, OkFrame } from "./protocol.js" */
/** @import { State } from "./store.js" */

/**
 * @typedef {object} Beat
 * @property {number} step
 * @property {string} says
 * @property {Command} asks
 * @property {string[]} spots
 * @property {string} otherwise
 * @property {string} meanwhile
 * @property {Frame[]} frames
 * @property {Frame[]} replies
 */

/** @typedef {{first: Frame, steps: string[], beats: Beat[], parting: string}} Script */

/**
 * @typedef {object} Surroundings
 * @property {(frame: Frame, before: State, now: State) => void} happened
 * @property {() => void} changed what is said or asked, or where the learner stands
 * @property {(words: string) => Promise<void>} wait long enough for these words to be read, or for a move to be seen
 */

export class Lesson {
  /** The number of the beat that is played now; that of all beats once the lesson is over. */
  at = 0;
  /** Whether what follows from the learner's move is still being played. */
  busy = false;
  /** What the caddie says now. */
  words = "";
  /** @type {State} */
  state;
  /** The state at the beginning of each beat that was reached. @type {State[]} */
  #reached = [];
  /** Frames still to come before the next beat. @type {Frame[]} */
  #coming = [];
  /** Which playing is the newest: an older one that wakes up leaves things alone. */
  #turn = 0;

  /**
   * @param {Script} script
   * @param {Surroundings} around
   */
  constructor(script, around) {
    this.script = script;
    this.around = around;
    this.state = apply(emptyState(), script.first);
    this.#begin(0);
  }

  /** What is asked now; null while others play, and once it is over. @returns {Beat | null} */
  get asked() {
    return this.busy ? null : (this.script.beats[this.at] ?? null);
  }

  get over() {
    return this.at >= this.script.beats.length;
  }

  /** The number of the step, from 0. */
  get step() {
    const { beats } = this.script;
    return (beats[this.at] ?? beats[beats.length - 1]).step;
  }

  /**
   * What the learner wants to do, answered as the server would.
   * @param {Command} command
   * @returns {OkFrame | ErrorFrame}
   */
  answer(command) {
    const beat = this.asked;
    if (!beat || !isSame(beat.asks, command)) {
      return { type: "error", id: null, code: "not_now", message: beat?.otherwise ?? "" };
    }
    this.#play(beat);
    return { type: "ok", id: 0, seq: this.state.seq };
  }

  /**
   * Whether choosing this position would open a card that the lesson does not ask for.
   * @param {number} position
   * @returns {boolean}
   */
  opensAnother(position) {
    const { do: name, at } = this.asked?.asks ?? { do: "" };
    return name === "open" && Array.isArray(at) && !at.includes(position);
  }

  /** Do what is asked in the learner's place; what others still play comes at once. */
  skip() {
    const beat = this.asked;
    if (beat) this.#play(beat);
    else if (!this.over) this.#hurry();
  }

  /** Go back to the beginning of the beat before. */
  back() {
    const to = Math.max(0, this.busy ? this.at : this.at - 1);
    this.state = this.#reached[to];
    this.#begin(to);
    this.around.changed();
  }

  /** @param {number} at */
  #begin(at) {
    this.#turn++;
    this.busy = false;
    this.at = at;
    this.#reached[at] = this.state;
    this.words = this.script.beats[at]?.says ?? this.script.parting;
  }

  /** @param {Beat} beat */
  async #play(beat) {
    this.busy = true;
    const turn = ++this.#turn;
    this.#coming = [...beat.replies];
    this.words = beat.meanwhile || beat.says;
    for (const frame of beat.frames) this.#take(frame);
    this.around.changed();
    if (beat.meanwhile) await this.around.wait(beat.meanwhile);
    while (turn === this.#turn && this.#coming.length) {
      this.#takeNext();
      this.around.changed();
      await this.around.wait("");
    }
    if (turn === this.#turn) this.#goOn();
  }

  /** Everything that is still to come before the next beat, now. */
  #hurry() {
    while (this.#coming.length) this.#takeNext();
    this.#goOn();
  }

  #goOn() {
    this.#begin(this.at + 1);
    this.around.changed();
  }

  #takeNext() {
    const frame = this.#coming.shift();
    if (frame) this.#take(frame);
  }

  /** @param {Frame} frame */
  #take(frame) {
    const before = this.state;
    this.state = apply(before, frame);
    this.around.happened(frame, before, this.state);
  }
}

/**
 * Whether two commands ask for the same, positions in any order.
 * @param {Command} one
 * @param {Command} other
 * @returns {boolean}
 */
function isSame(one, other) {
  const key = (/** @type {Command} */ command) =>
    JSON.stringify([command.do, command.from ?? null, [command.at ?? []].flat().sort()]);
  return key(one) === key(other);
}
