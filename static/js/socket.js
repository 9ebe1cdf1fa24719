/**
 * The connection to the table: it comes back by itself, asks for what it missed, and gives every
 * command a promise of its answer. It knows frames, not the game.
 */

import { isMove, parseFrame } from "./protocol.js";

/** @import { Command, ErrorFrame, Frame, OkFrame } from "./protocol.js" */

/** @typedef {{id: number, command: Command, seq: number | null, settle: (answer: OkFrame | ErrorFrame) => void}} Waiting */

/**
 * What the connection needs of the world; tests give their own.
 * @typedef {object} World
 * @property {(url: string) => WebSocket} open
 * @property {(run: () => void, milliseconds: number) => unknown} later
 * @property {(timer: any) => void} cancel
 * @property {() => number} chance
 */

/**
 * @typedef {object} Listener
 * @property {() => {game: string | null, seq: number}} position the last event that is known
 * @property {(frame: Frame) => boolean} take a frame; true where events are missing before it
 * @property {(state: "open" | "lost" | "ended", bye: {code: string, message: string} | null) => void} changed
 */

/** Closings after which coming back by itself would be of no use. */
const FINAL_CODES = new Set([4401, 4403, 4404]);
const SLOW_DOWN = 4429;
const RESTARTING = 1012;
const SILENCE = 25_000;
const SILENCE_AFTER_SLEEP = 5_000;
const ANSWER_PATIENCE = 8_000;
const FIRST_WAIT = 250;
const LONGEST_WAIT = 8_000;
const SPREAD = 1_000;
const GOODBYE_PATIENCE = 2_000;
const PRESENCE_PATIENCE = 700;

/** @type {World} */
export const BROWSER = {
  open: (url) => new WebSocket(url),
  later: (run, milliseconds) => setTimeout(run, milliseconds),
  cancel: (timer) => clearTimeout(timer),
  chance: () => Math.random(),
};

/**
 * How long to wait before the next try: doubling, with jitter, so that a restarted server is not stormed.
 * A server that says goodbye does so to everybody at once: their first tries are spread over a whole second.
 * @param {number} tries so far
 * @param {number} chance 0 to 1
 * @param {boolean} restarting whether the server has said that it restarts
 * @returns {number} milliseconds
 */
export function waitBefore(tries, chance, restarting = false) {
  if (restarting && tries === 0) return SPREAD * chance;
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  return longest / 2 + (longest / 2) * chance;
}

export class TableSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  /** @type {{code: string, message: string} | null} */
  #bye = null;
  #nextId = 1;
  #tries = 0;
  #syncing = false;
  #greeted = false;
  #ended = false;
  /** @type {unknown} */
  #retry = null;
  /** @type {unknown} */
  #watch = null;

  /**
   * @param {string} url of the table's WebSocket
   * @param {Listener} listener
   * @param {World} world
   */
  constructor(url, listener, world = BROWSER) {
    this.url = url;
    this.listener = listener;
    this.world = world;
  }

  /** Open the connection, now, whatever a waiting retry had planned. */
  connect() {
    if (this.#ended || this.#socket) return;
    this.world.cancel(this.#retry);
    const { game, seq } = this.listener.position();
    const since = game === null ? "" : `?game=${encodeURIComponent(game)}&since=${seq}`;
    const socket = this.world.open(this.url + since);
    this.#socket = socket;
    this.#greeted = false;
    this.#syncing = false;
    this.#bye = null;
    socket.onmessage = (message) => {
      if (socket === this.#socket) this.#receive(String(message.data));
    };
    socket.onclose = (close) => {
      if (socket === this.#socket) this.#lost(close.code);
    };
    this.#listenForSilence();
  }

  /** Give the connection up if it is dead without knowing it, as after a phone's sleep. */
  revive() {
    if (this.#socket && this.#socket.readyState > 1) this.#lost(1006);
    this.#tries = 0;
    if (!this.#socket) return this.connect();
    this.sync();
    this.#listenForSilence(SILENCE_AFTER_SLEEP);
  }

  /** Close for good. */
  end() {
    this.#ended = true;
    this.#socket?.close();
  }

  /**
   * Send a command. The promise holds the server's answer; one that a lost connection left in doubt
   * is sent again as soon as the connection is back, where that is safe.
   * @param {Command} command
   * @returns {Promise<OkFrame | ErrorFrame>}
   */
  send(command) {
    return new Promise((settle) => {
      const seq = isMove(command) ? this.listener.position().seq : null;
      const waiting = { id: this.#nextId++, command, seq, settle };
      this.#waiting.set(waiting.id, waiting);
      if (this.#greeted) this.#put(waiting);
    });
  }

  /** @param {Waiting} waiting */
  #put(waiting) {
    const seq = waiting.seq === null ? {} : { seq: waiting.seq };
    this.#socket?.send(JSON.stringify({ id: waiting.id, ...seq, ...waiting.command }));
    this.#expectAnswer(waiting);
  }

  /** @param {Waiting} waiting whose answer does not come: the connection is dead, whatever it says */
  #expectAnswer(waiting) {
    const socket = this.#socket;
    this.world.later(() => {
      if (socket && socket === this.#socket && this.#waiting.has(waiting.id)) this.#lost(1006);
    }, ANSWER_PATIENCE);
  }

  /** @param {Command} command whose answer nobody waits for */
  #ask(command) {
    if (!this.#greeted || this.#syncing) return;
    this.#syncing = true;
    this.send(command).then(() => {
      this.#syncing = false;
    });
  }

  /** @param {string} text */
  #receive(text) {
    this.#listenForSilence();
    const frame = parseFrame(text);
    if (frame === null) return;
    switch (frame.type) {
      case "ok":
      case "error":
        this.#answered(frame);
        break;
      case "bye":
        this.#bye = { code: frame.code, message: frame.message };
        this.#listenForSilence(GOODBYE_PATIENCE);
        break;
      default:
        this.#show(frame);
    }
  }

  /** @param {Frame} frame */
  #show(frame) {
    const missing = this.listener.take(frame);
    if (!this.#greeted && (frame.type === "snapshot" || frame.type === "events")) this.#greet();
    if (!missing) return;
    if (frame.type === "events" && frame.game !== this.listener.position().game) return this.#lost(1006);
    if (frame.type === "presence") this.world.later(() => this.#syncIfBehind(frame.seq), PRESENCE_PATIENCE);
    else this.sync();
  }

  /** The first frame is there: the connection works, and what was left in doubt is sent again. */
  #greet() {
    this.#greeted = true;
    this.#tries = 0;
    this.listener.changed("open", null);
    for (const waiting of this.#waiting.values()) this.#put(waiting);
  }

  /** Ask for everything after the last event that is known. */
  sync() {
    const { seq } = this.listener.position();
    this.#ask({ do: "sync", seq: Math.max(seq, 0) });
  }

  /** @param {number} seq that the server said it had reached */
  #syncIfBehind(seq) {
    if (this.listener.position().seq < seq) this.sync();
  }

  /** @param {OkFrame | ErrorFrame} frame */
  #answered(frame) {
    const waiting = frame.id === null ? undefined : this.#waiting.get(frame.id);
    if (waiting) {
      this.#waiting.delete(waiting.id);
      waiting.settle(frame);
    } else if (frame.type === "error") {
      this.listener.take(frame);
    }
  }

  #listenForSilence(patience = SILENCE) {
    this.world.cancel(this.#watch);
    this.#watch = this.world.later(() => {
      if (this.#socket) this.#lost(1006);
    }, patience);
  }

  /** @param {number} code of the closing */
  #lost(code) {
    const socket = this.#socket;
    this.#socket = null;
    this.#greeted = false;
    this.world.cancel(this.#watch);
    if (socket && socket.readyState <= 1) socket.close();
    this.#ended ||= FINAL_CODES.has(code);
    this.#dropInDoubt();
    if (this.#ended) {
      this.listener.changed("ended", this.#bye);
      return;
    }
    this.listener.changed("lost", this.#bye);
    if (code === SLOW_DOWN) this.#tries = Math.max(this.#tries, 5);
    const restarting = code === RESTARTING || this.#bye?.code === "restarting";
    const wait = waitBefore(this.#tries, this.world.chance(), restarting);
    this.#retry = this.world.later(() => this.connect(), wait);
    this.#tries += 1;
  }

  /** What carries no seq might count twice if it were sent again: whoever waits for it is told. */
  #dropInDoubt() {
    for (const waiting of [...this.#waiting.values()]) {
      if (waiting.seq !== null && !this.#ended) continue;
      this.#waiting.delete(waiting.id);
      waiting.settle({ type: "error", id: waiting.id, code: "connection_lost", message: "" });
    }
  }
}
