/**
 * What this browser knows of the table: the last snapshot with every later event applied to it.
 * Pure functions: no score, no turn and no legality is worked out here, the server's word is kept.
 */

/** @import { Card, EventsFrame, Frame, GameEvent, Option, ScoreLine, Seat, Table, You } from "./protocol.js" */

/**
 * @typedef {object} State
 * @property {number} seq of the last event that is in it, -1 before the first
 * @property {string | null} game
 * @property {Table | null} table
 * @property {You} you
 * @property {Option[]} legal
 * @property {number} gallery
 * @property {(number[] | null)[]} scorecard for each finished hole each seat's score, null where unknown
 * @property {ScoreLine[] | null} tally of the hole that ended last
 * @property {number[] | null} places of the finished game
 * @property {string | null} reason why the game was abandoned
 */

const PILE_SEEN = 8;

/** @returns {State} */
export function emptyState() {
  return {
    seq: -1,
    game: null,
    table: null,
    you: { seat: null, host: false },
    legal: [],
    gallery: 0,
    scorecard: [],
    tally: null,
    places: null,
    reason: null,
  };
}

/**
 * Whether events are missing between what is known and this frame, so that one has to ask for them.
 * @param {State} state
 * @param {Frame} frame
 * @returns {boolean}
 */
export function hasGap(state, frame) {
  if (frame.type === "presence") return state.table !== null && frame.seq > state.seq;
  if (frame.type !== "events") return false;
  if (state.table === null || frame.game !== state.game) return true;
  const first = frame.events[0]?.seq ?? frame.seq;
  return frame.events.length === 0 ? frame.seq > state.seq : first > state.seq + 1;
}

/**
 * The events of a frame that are not in the state yet.
 * @param {State} state
 * @param {Frame} frame
 * @returns {GameEvent[]}
 */
export function freshEvents(state, frame) {
  if (frame.type !== "events" || hasGap(state, frame)) return [];
  return frame.events.filter((event) => event.seq > state.seq);
}

/**
 * The state after a frame. A frame that cannot be applied (a gap, an old one) leaves it as it was.
 * @param {State} state
 * @param {Frame} frame
 * @returns {State}
 */
export function apply(state, frame) {
  if (frame.type === "snapshot") {
    const same = frame.game === state.game;
    const known = same && frame.seq >= state.seq && frame.table.phase !== "lobby";
    return {
      seq: frame.seq,
      game: frame.game,
      table: frame.table,
      you: frame.you,
      legal: frame.legal,
      gallery: state.gallery,
      scorecard: frame.table.scorecard ?? (known ? state.scorecard : []),
      tally: frame.table.tally ?? (known && state.table?.hole === frame.table.hole ? state.tally : null),
      places: known ? state.places : null,
      reason: known ? state.reason : null,
    };
  }
  if (frame.type === "presence") return applyPresence(state, frame.seats, frame.gallery);
  if (frame.type !== "events" || hasGap(state, frame) || frame.seq < state.seq) return state;
  return applyEvents(state, frame);
}

/**
 * @param {State} state
 * @param {boolean[]} connected
 * @param {number} gallery
 * @returns {State}
 */
function applyPresence(state, connected, gallery) {
  if (!state.table) return { ...state, gallery };
  const seats = state.table.seats.map((seat, i) =>
    seat && i < connected.length ? { ...seat, connected: connected[i] } : seat,
  );
  return { ...state, gallery, table: { ...state.table, seats } };
}

/**
 * @param {State} state
 * @param {EventsFrame} frame
 * @returns {State}
 */
function applyEvents(state, frame) {
  let next = state;
  for (const event of freshEvents(state, frame)) next = afterEvent(next, event);
  const table = next.table && withNow(next.table, frame.now);
  const now = frame.now;
  return {
    ...next,
    seq: frame.seq,
    table,
    you: frame.you ?? state.you,
    legal: frame.legal,
    scorecard: now.scorecard ?? next.scorecard,
    tally: now.tally === undefined ? next.tally : now.tally,
  };
}

/**
 * The table with those fields replaced that the server says have changed.
 * @param {Table} table
 * @param {import("./protocol.js").Now} now
 * @returns {Table}
 */
function withNow(table, now) {
  const { seats: changes, ...fields } = now;
  const seats = [...table.seats];
  for (const [number, change] of Object.entries(changes ?? {})) {
    const seat = seats[Number(number)];
    seats[Number(number)] = change && /** @type {Seat} */ (seat ? { ...seat, ...change } : change);
  }
  return { ...table, ...fields, seats: Array.from(seats, (seat) => seat ?? null) };
}

/**
 * The state after one event, as far as the event itself says what lies where.
 * @param {State} state
 * @param {GameEvent} event
 * @returns {State}
 */
function afterEvent(state, event) {
  const table = state.table && tableAfter(state.table, event);
  const next = { ...state, table, seq: event.seq };
  switch (event.type) {
    case "game_started":
      return { ...next, scorecard: [], tally: null, places: null };
    case "hole_started":
      return { ...next, tally: null };
    case "hole_ended": {
      const scorecard = [...state.scorecard];
      const hole = event.hole ?? state.table?.hole ?? 1;
      scorecard[hole - 1] = (event.scores ?? []).map((line) => line.score);
      return { ...next, scorecard: Array.from(scorecard, (row) => row ?? null), tally: event.scores ?? null };
    }
    case "game_ended":
      return { ...next, places: event.places ?? null };
    case "game_abandoned":
      return { ...next, reason: event.reason ?? null };
    default:
      return next;
  }
}

/**
 * The table after one event, as far as the event itself says what lies where.
 * @param {Table} table
 * @param {GameEvent} event
 * @returns {Table}
 */
export function tableAfter(table, event) {
  const seat = event.seat ?? -1;
  switch (event.type) {
    case "hole_started": {
      const seats = table.seats.map(
        (one) => one && { ...one, grid: Array(6).fill(null), score: null, ready: false },
      );
      const discard = event.discard ? [event.discard].flat() : table.discard;
      return { ...table, seats, discard, drawn: null, went_out: null, hole: event.hole ?? table.hole };
    }
    case "cards_opened":
    case "knocked":
    case "grid_revealed":
      return withCards(table, seat, event.cards ?? {});
    case "card_drawn": {
      const drawn = { seat, from: event.from ?? "stock", card: event.card ?? null };
      const discard = event.from === "discard" ? table.discard.slice(0, -1) : table.discard;
      return { ...table, drawn, discard };
    }
    case "draw_undone":
      return { ...table, drawn: null, discard: onto(table.discard, event.card) };
    case "card_swapped": {
      const swapped = withCards(table, seat, { [event.at ?? 0]: event.card ?? null });
      return { ...swapped, drawn: null, discard: onto(table.discard, event.out) };
    }
    case "card_discarded":
      return { ...table, drawn: null, discard: onto(table.discard, event.card) };
    case "card_flipped":
    case "card_flipped_as_action":
      return withCards(table, seat, { [event.at ?? 0]: event.card ?? null });
    case "stock_renewed":
      return { ...table, discard: table.discard.slice(-1) };
    case "hole_ended": {
      const grids = event.grids ?? [];
      const seats = table.seats.map((one, i) => one && { ...one, grid: grids[i] ?? one.grid });
      return { ...table, seats, drawn: null };
    }
    default:
      return table;
  }
}

/**
 * @param {Card[]} pile
 * @param {Card | null | undefined} card
 * @returns {Card[]}
 */
function onto(pile, card) {
  return card ? [...pile, card].slice(-PILE_SEEN) : pile;
}

/**
 * @param {Table} table
 * @param {number} number of the seat
 * @param {Record<string, Card | null>} cards by position
 * @returns {Table}
 */
function withCards(table, number, cards) {
  const seats = table.seats.map((seat, i) => {
    if (!seat || i !== number) return seat;
    const grid = seat.grid.map((card, position) => cards[position] ?? card);
    return { ...seat, grid };
  });
  return { ...table, seats };
}
