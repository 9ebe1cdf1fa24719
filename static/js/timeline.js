/**
 * A finished game as a row of moments: what lay on the table after each, and what happened. Every state is kept, as
 * they share whatever did not change, so that any moment is at hand at once. Pure: it is the fold of live play.
 */

import { apply, emptyState } from "./store.js";
import { pairedColumns } from "./view.js";

/** @import { Card, Frame, GameEvent } from "./protocol.js" */
/** @import { State } from "./store.js" */

/** @typedef {{seq: number, type: string, seat?: number, at?: number, to_seq?: number, from?: string, card?: Card, stock?: Card[], grids?: Card[][]}} OpenEvent an event with every card */
/** @typedef {"mistake" | "blunder" | "moment"} Grade a decision that cost much, or one of the moments that mattered most */
/** @typedef {{seq: number, grade: Grade, cost: number}} JudgedMove what the analysis says of it; the cost in thousandths */
/** @typedef {"pair" | "out" | "hole" | "turning" | Grade} MarkKind */
/** @typedef {{at: number, kind: MarkKind, seat: number | null}} Mark */

/**
 * @typedef {object} Moment
 * @property {State} state as the gallery saw it
 * @property {GameEvent[]} events that led to it
 * @property {number} hole
 * @property {number} move within the hole; 0 is the deal
 * @property {number} time in milliseconds
 * @property {Card[][]} grids what lies in each seat's grid, face up or down
 * @property {Card | null} next card of the stock
 * @property {Card | null} drawn card, also one from the stock
 * @property {boolean} undone whether it was taken back later
 * @property {boolean} turning whether this move turned the game
 * @property {JudgedMove | null} judged what the analysis says of it
 */

/**
 * What the site tells of a game, as far as it is needed here.
 * @typedef {{frames: Frame[], events: OpenEvent[], turning_move: number | null, you: number | null,
 *   rules: Record<string, boolean | number | string>}} Told
 */

/**
 * Every moment from the first deal on.
 * @param {Told} told
 * @param {JudgedMove[]} [judged] what the analysis marks
 * @returns {Moment[]}
 */
export function momentsOf(told, judged = []) {
  const marked = new Map(judged.map((one) => [one.seq, one]));
  const open = new Map(told.events.map((event) => [event.seq, event]));
  /** @type {Moment[]} */
  const moments = [];
  let state = emptyState();
  let cards = {
    grids: /** @type {Card[][]} */ ([]),
    stock: /** @type {Card[]} */ ([]),
    drawn: /** @type {Card | null} */ (null),
  };
  /** How they lay after each event, for moves that were taken back. */
  const lay = new Map();
  const undone = undoneIn(told.events);
  let move = 0;
  for (const frame of told.frames) {
    state = apply(state, frame);
    const events = frame.type === "events" ? frame.events : [];
    for (const event of events) {
      cards =
        event.type === "moves_undone"
          ? (lay.get(event.to_seq) ?? cards)
          : afterEvent(cards, open.get(event.seq));
      lay.set(event.seq, cards);
    }
    const deals = events.some((event) => event.type === "hole_started");
    if (!deals && moments.length === 0) continue;
    if (events.every((event) => event.type === "pack_cut" || event.type === "ready")) continue;
    move = deals ? 0 : move + 1;
    const { grids, stock, drawn } = cards;
    const hole = state.table?.hole ?? 1;
    const time = Date.parse(events[0].time);
    const turning = events.some((event) => event.seq === told.turning_move);
    const next = stock[0] ?? null;
    const takenBack = undone.has(events[0].seq);
    const said = events.map(({ seq }) => marked.get(seq)).find(Boolean) ?? null;
    moments.push({
      state,
      events,
      hole,
      move,
      time,
      grids,
      next,
      drawn,
      undone: takenBack,
      turning,
      judged: said,
    });
  }
  return moments;
}

/**
 * The numbers of the events that were taken back.
 * @param {OpenEvent[]} events
 * @returns {Set<number>}
 */
function undoneIn(events) {
  /** @type {Set<number>} */
  const undone = new Set();
  for (const { type, seq, to_seq } of events) {
    if (type === "moves_undone" && to_seq !== undefined) for (let n = to_seq + 1; n < seq; n++) undone.add(n);
  }
  return undone;
}

/**
 * The cards that nobody saw, after one more event.
 * @param {{grids: Card[][], stock: Card[], drawn: Card | null}} before
 * @param {OpenEvent | undefined} event
 */
function afterEvent(before, event) {
  switch (event?.type) {
    case "hole_started":
      return { grids: event.grids ?? [], stock: event.stock ?? [], drawn: null };
    case "stock_renewed":
      return { ...before, stock: event.stock ?? [] };
    case "card_drawn": {
      const stock = event.from === "stock" ? before.stock.slice(1) : before.stock;
      return { ...before, stock, drawn: event.card ?? null };
    }
    case "card_swapped": {
      const grids = before.grids.map((grid, seat) =>
        seat === event.seat ? grid.map((card, at) => (at === event.at ? (event.card ?? card) : card)) : grid,
      );
      return { ...before, grids, drawn: null };
    }
    case "card_discarded":
    case "draw_undone":
      return { ...before, drawn: null };
    default:
      return before;
  }
}

/**
 * What stands out along the way: pairs, who went out, ends of holes, and the move that turned the game.
 * @param {Moment[]} moments
 * @returns {Mark[]}
 */
export function marksOf(moments) {
  return moments.flatMap(({ events, state, turning, undone, judged }, at) => {
    /** @type {Mark[]} */
    const marks = [];
    if (undone || events.some((event) => event.type === "moves_undone")) return marks;
    if (judged) marks.push({ at, kind: judged.grade, seat: events[0].seat ?? null });
    for (const event of events) {
      const seat = event.seat ?? null;
      if (event.type === "went_out") marks.push({ at, kind: "out", seat });
      if (event.type === "hole_ended") marks.push({ at, kind: "hole", seat: null });
      if (turning && event.type === "card_swapped") marks.push({ at, kind: "turning", seat });
      if (seat !== null && makesPair(moments[at - 1]?.state, state, seat))
        marks.push({ at, kind: "pair", seat });
    }
    return marks.filter(
      (mark, n) => marks.findIndex((one) => one.kind === mark.kind && one.seat === mark.seat) === n,
    );
  });
}

/**
 * @param {State | undefined} before
 * @param {State} after
 * @param {number} seat
 * @returns {boolean}
 */
function makesPair(before, after, seat) {
  if (after.table?.phase === "hole_over" || after.table?.phase === "game_over") return false;
  const count = (/** @type {State | undefined} */ state) =>
    pairedColumns(state?.table?.seats[seat]?.grid ?? []).length;
  return count(after) > count(before);
}

/**
 * The moment that an address such as `#h3m12` names, or `#e204` by an event, the nearest there is; null where it
 * names none.
 * @param {Moment[]} moments
 * @param {string} hash
 * @returns {number | null}
 */
export function momentAt(moments, hash) {
  const [, seq] = /^#e(\d{1,5})$/.exec(hash) ?? [];
  if (seq !== undefined) {
    const at = moments.findIndex(({ events }) => (events.at(-1)?.seq ?? 0) >= Number(seq));
    return at < 0 ? moments.length - 1 : at;
  }
  const [, hole, move] = /^#h(\d{1,2})m(\d{1,4})$/.exec(hash) ?? [];
  if (hole === undefined) return null;
  const inHole = moments.flatMap((moment, at) => (moment.hole === Number(hole) ? [at] : []));
  if (inHole.length === 0) return null;
  return inHole[Math.min(Number(move), inHole.length - 1)];
}

/**
 * @param {Moment} moment
 * @returns {string}
 */
export function addressOf({ hole, move }) {
  return `#h${hole}m${move}`;
}

/**
 * The moment at which the hole before or after begins, or the end of the game.
 * @param {Moment[]} moments
 * @param {number} at
 * @param {1 | -1} step
 * @returns {number}
 */
export function nextHole(moments, at, step) {
  const starts = moments.flatMap((moment, n) => (moment.move === 0 ? [n] : []));
  if (step > 0) return starts.find((start) => start > at) ?? moments.length - 1;
  return starts.filter((start) => start < at).at(-1) ?? 0;
}

/** @typedef {"everybody" | "me" | "all"} Eyes whose: what everybody saw, what the reader saw, all cards */

/**
 * A moment as it is looked at: nothing but the state that the board draws.
 * @param {Moment} moment
 * @param {Eyes} eyes
 * @param {number | null} own seat of the reader
 * @returns {State}
 */
export function seenBy(moment, eyes, own) {
  const { state, drawn, next, grids } = moment;
  if (!state.table) return state;
  const you = { seat: eyes === "me" ? own : null, host: false };
  const sees = eyes === "all" || (eyes === "me" && state.table.drawn?.seat === own);
  const seats = state.table.seats.map((seat) => seat && { ...seat, connected: true });
  const table = { ...state.table, seats, due_at: null };
  if (table.drawn && sees) table.drawn = { ...table.drawn, card: drawn };
  if (eyes === "all") {
    table.beneath = grids;
    table.next = next;
  }
  return { ...state, you, legal: [], table };
}
