/** Frames as the contract describes them, for tests: a small table with Alice (seat 0) and Maya (seat 1). */

/** @import { EventsFrame, GameEvent, Now, Option, Seat, SnapshotFrame, Table } from "../../static/js/protocol.js" */

/**
 * @param {Partial<Seat>} [changes]
 * @returns {Seat}
 */
export function aSeat(changes = {}) {
  return {
    name: "Alice",
    kind: "person",
    persona: null,
    level: null,
    grid: ["KH", null, null, null, "5D", null],
    showing: 5,
    score: null,
    total: 0,
    holes_won: 0,
    connected: true,
    autopilot: false,
    ready: false,
    ...changes,
  };
}

/**
 * @param {Partial<Table>} [changes]
 * @returns {Table}
 */
export function aTable(changes = {}) {
  return {
    code: "K7PX4M",
    game: "7",
    visibility: "private",
    watch: false,
    host: 0,
    phase: "playing",
    rules: { holes: 9, flip_mode: "never", initial_flips: 2, decks: 1 },
    hole: 1,
    holes: 9,
    dealer: 1,
    turn: 0,
    went_out: null,
    due_at: null,
    stock: 30,
    discard: ["9C", "8D"],
    drawn: null,
    seats: [
      aSeat(),
      aSeat({ name: "Maya", kind: "cpu", persona: "maya", grid: ["AS", null, null, "TD", null, null] }),
    ],
    ...changes,
  };
}

/**
 * @param {Partial<SnapshotFrame>} [changes]
 * @returns {SnapshotFrame}
 */
export function aSnapshot(changes = {}) {
  return {
    type: "snapshot",
    seq: 10,
    game: "7",
    table: aTable(),
    you: { seat: 0, host: true },
    legal: [{ do: "draw", from: ["stock", "discard"] }],
    ...changes,
  };
}

/**
 * @param {Partial<GameEvent> & {seq: number, type: string}} fields
 * @returns {GameEvent}
 */
export function anEvent(fields) {
  return { time: "2026-01-01T12:00:00.000Z", ...fields };
}

/**
 * An events frame whose seq is that of its last event.
 * @param {GameEvent[]} events
 * @param {Now} [now]
 * @param {{legal?: Option[], seq?: number, game?: string}} [more]
 * @returns {EventsFrame}
 */
export function someEvents(events, now = {}, more = {}) {
  const seq = more.seq ?? events.at(-1)?.seq ?? 10;
  return { type: "events", seq, game: more.game ?? "7", events, now, legal: more.legal ?? [] };
}
