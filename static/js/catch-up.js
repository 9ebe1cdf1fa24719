/**
 * What was missed while the connection was away plays back quickly. The state itself is the newest at once; only its
 * picture goes through the stages in between, and any touch, key or newer frame ends that.
 */

import { motionAllowed } from "./motion.js";
import { onNextInput } from "./run.js";
import { apply } from "./store.js";

/** @import { EventsFrame, Frame, GameEvent } from "./protocol.js" */
/** @import { State } from "./store.js" */

/** @typedef {{state: State, events: GameEvent[]}} Stage */

const MOST_STAGES = 8;
const LONGEST = 1_400;
const SLOWEST = 260;

/**
 * The stages from a state to the one that a frame gives, each with its events: just one where nothing was missed.
 * On the way nothing may be done, nobody is on turn, and what only the server can say is as it was.
 * @param {State} before
 * @param {Frame} frame
 * @returns {Stage[]}
 */
export function stagesOf(before, frame) {
  const whole = apply(before, frame);
  const fresh = frame.type === "events" ? frame.events.filter((event) => event.seq > before.seq) : [];
  const last = { state: whole, events: fresh };
  if (frame.type !== "events" || !frame.you || fresh.length < 2 || whole.seq === before.seq) return [last];
  if (!before.table || ["lobby", "abandoned"].includes(before.table.phase)) return [last];
  // How the cards lie again is told for now, not for the stages on the way.
  if (fresh.some((event) => event.type === "moves_undone")) return [last];
  const share = Math.ceil(fresh.length / MOST_STAGES);
  const stages = [];
  let state = before;
  for (let at = 0; at + share < fresh.length; at += share) {
    const events = fresh.slice(at, at + share);
    state = apply(state, partOf(frame, events));
    stages.push({ state: between(state), events });
  }
  const told = stages.reduce((count, stage) => count + stage.events.length, 0);
  return [...stages, { state: whole, events: fresh.slice(told) }];
}

/**
 * @param {EventsFrame} frame
 * @param {GameEvent[]} events
 * @returns {EventsFrame}
 */
function partOf(frame, events) {
  return { ...frame, events, seq: events.at(-1)?.seq ?? frame.seq, now: {}, legal: [] };
}

/**
 * @param {State} state
 * @returns {State}
 */
function between(state) {
  return { ...state, table: state.table && { ...state.table, phase: "playing", turn: null, due_at: null } };
}

export class Playback {
  /** @type {Stage[]} */
  #left = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #deaf = () => {};
  /** What the table looks like meanwhile; null where that is how it is. @type {State | null} */
  shown = null;

  /** @param {(stage: Stage) => void} draw each stage; `shown` says how the table looks then */
  constructor(draw) {
    this.draw = draw;
  }

  /** Play these stages, the last of which is how things are. @param {Stage[]} stages */
  play(stages) {
    this.finish();
    this.#left = motionAllowed() && !document.hidden ? stages : stages.slice(-1);
    if (this.#left.length > 1) this.#deaf = onNextInput(() => this.finish());
    this.#next(Math.min(SLOWEST, LONGEST / stages.length));
  }

  /** @param {number} pace milliseconds for each stage */
  #next(pace) {
    const [stage, ...left] = this.#left;
    if (!stage) return;
    if (left.length === 0) return this.finish();
    this.#left = left;
    this.shown = stage.state;
    this.draw(stage);
    this.#timer = setTimeout(() => this.#next(pace), pace);
  }

  /** Show how things are, now. */
  finish() {
    clearTimeout(this.#timer);
    this.#deaf();
    const last = this.#left.at(-1);
    this.#left = [];
    this.shown = null;
    if (last) this.draw(last);
  }
}
