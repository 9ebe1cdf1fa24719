/**
 * The frames and commands of the table's WebSocket, as types, and the reading of what comes in.
 * Nothing here knows the rules of the game.
 */

/** @typedef {string} Card a rank and a suit, such as "KH", "TD", "*S" */
/** @typedef {"lobby"|"opening"|"playing"|"last_turns"|"hole_over"|"game_over"|"abandoned"} Phase */
/** @typedef {{why: string, points: number}} Part */
/** @typedef {{score: number, parts: Part[]}} ScoreLine */
/** @typedef {{hole: number, seat: number, rival: number, gained: number}} TurningPoint */
/** @typedef {{totals: number[][], behind: number[][], decided: TurningPoint | null}} Course of a finished game */

/**
 * @typedef {object} Seat
 * @property {string} name
 * @property {"person"|"guest"|"cpu"} kind
 * @property {string | null} persona
 * @property {string | null} [level] how strong a computer player plays
 * @property {string | null} [portrait] which a person has chosen
 * @property {string | null} [country] which a person has named, by its two letters
 * @property {(Card | null)[]} grid
 * @property {number} showing
 * @property {number | null} score
 * @property {number} total
 * @property {number} holes_won
 * @property {boolean} connected
 * @property {boolean} autopilot
 * @property {boolean} ready
 * @property {(number | null)[]} [columns] points of each column that is all face up
 */

/**
 * @typedef {object} Drawn
 * @property {number} seat
 * @property {"stock"|"discard"} from
 * @property {Card | null} card
 */

/**
 * @typedef {object} Table
 * @property {string} code
 * @property {string | null} game
 * @property {"private"|"public"} visibility
 * @property {boolean} watch
 * @property {number | null} host
 * @property {Phase} phase
 * @property {Record<string, boolean | number | string>} rules
 * @property {number} hole
 * @property {number} holes
 * @property {number | null} dealer
 * @property {number | null} turn
 * @property {number | null} went_out
 * @property {string | null} due_at
 * @property {number} stock
 * @property {Card[]} discard top last
 * @property {Drawn | null} drawn
 * @property {(Seat | null)[]} seats
 * @property {string} [pace]
 * @property {number} [turn_seconds]
 * @property {Record<string, number>} [values] points by card or, for the whole rank, by rank
 * @property {number[][]} [scorecard] for each finished hole the score of each seat
 * @property {ScoreLine[] | null} [tally] how the last hole's scores came about
 * @property {number[] | null} [hole_winners] seats that have won it
 * @property {number[] | null} [places] of each seat, once the game is over
 * @property {Course | null} [course] of the finished game
 * @property {boolean} [coaching] whether hints may be asked for, and moves taken back
 * @property {Card[][]} [beneath] in a replay: all cards of each grid, also those that lie face down
 * @property {Card | null} [next] in a replay: the top card of the stock
 */

/**
 * One thing that may be done now. Which of the other fields are there depends on `do`.
 * @typedef {object} Option
 * @property {string} do
 * @property {("stock"|"discard")[]} [from]
 * @property {number[]} [at]
 * @property {number} [count]
 * @property {number[]} [seat]
 * @property {string[]} [persona]
 * @property {string[]} [level]
 */

/**
 * @typedef {object} GameEvent
 * @property {number} seq
 * @property {string} type
 * @property {string} time
 * @property {number} [seat]
 * @property {"caddie"|"clock"} [by]
 * @property {string} [name]
 * @property {string} [kind]
 * @property {string | null} [persona]
 * @property {string | null} [level]
 * @property {"stock"|"discard"} [from]
 * @property {Card | null} [card]
 * @property {Card} [out]
 * @property {number} [at]
 * @property {Record<string, Card>} [cards]
 * @property {number} [hole]
 * @property {number} [holes]
 * @property {number} [dealer]
 * @property {number | null} [turn]
 * @property {Card | Card[]} [discard]
 * @property {number} [stock]
 * @property {ScoreLine[]} [scores]
 * @property {number[]} [totals]
 * @property {Card[][]} [grids]
 * @property {number[]} [winners]
 * @property {number[]} [places]
 * @property {string | null} [next_commitment]
 * @property {string} [reason]
 * @property {number} [to_seq] after which everything lies again as it did
 * @property {Record<string, boolean | number | string>} [rules]
 */

/** @typedef {{seat: number | null, host: boolean}} You */
/** @typedef {Partial<Omit<Table, "seats">> & {seats?: Record<string, Partial<Seat> | null>}} Now */

/** @typedef {{type: "snapshot", seq: number, game: string | null, table: Table, you: You, legal: Option[]}} SnapshotFrame */
/**
 * @typedef {{type: "events", seq: number, game: string | null, events: GameEvent[], now: Now, legal: Option[], you?: You}} EventsFrame
 */
/** @typedef {{type: "ok", id: number, seq: number}} OkFrame */
/** @typedef {{type: "error", id: number | null, code: string, message: string, field?: string, retry_after?: number}} ErrorFrame */
/** @typedef {{type: "presence", seq: number, seats: boolean[], gallery: number}} PresenceFrame */
/** @typedef {{type: "said", seat: number, phrase: string}} SaidFrame */
/** @typedef {{type: "awarded", achievements: string[]}} AwardedFrame */
/** @typedef {{do: string, at?: number | number[], from?: string}} HintedMove */
/** @typedef {{why: string, strokes: number, card?: Card, other?: Card, points?: number}} HintReason */
/** @typedef {{type: "hint", seq: number, best: HintedMove, reason: HintReason, costs: (HintedMove & {cost: number})[]}} HintFrame */
/** @typedef {{type: "bye", code: string, message: string}} ByeFrame */
/** @typedef {SnapshotFrame|EventsFrame|OkFrame|ErrorFrame|PresenceFrame|SaidFrame|AwardedFrame|HintFrame|ByeFrame} Frame */

/** @typedef {{do: string, [field: string]: unknown}} Command */

const FRAME_TYPES = new Set([
  "snapshot",
  "events",
  "ok",
  "error",
  "presence",
  "said",
  "awarded",
  "hint",
  "bye",
]);

/** Commands that carry the last seq seen, so that a second sending can never count twice. */
const MOVES = new Set([
  "open",
  "draw",
  "undo_draw",
  "swap",
  "discard",
  "flip",
  "skip_flip",
  "flip_action",
  "knock",
  "undo_move",
  "next_hole",
]);

/**
 * The frame that a text holds, or null where it holds none that is known here.
 * @param {string} text
 * @returns {Frame | null}
 */
export function parseFrame(text) {
  let frame;
  try {
    frame = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof frame !== "object" || frame === null || !FRAME_TYPES.has(frame.type)) return null;
  return frame;
}

/**
 * Whether a command is a move in the game, to be sent with the seq that its player had seen.
 * @param {Command} command
 * @returns {boolean}
 */
export function isMove(command) {
  return MOVES.has(command.do);
}

/**
 * What may be done under this name now, or undefined where it may not.
 * @param {Option[]} legal
 * @param {string} name
 * @returns {Option | undefined}
 */
export function option(legal, name) {
  return legal.find((one) => one.do === name);
}

/**
 * Whether a card may be drawn from there now.
 * @param {Option[]} legal
 * @param {"stock"|"discard"} from
 * @returns {boolean}
 */
export function mayDraw(legal, from) {
  return option(legal, "draw")?.from?.includes(from) ?? false;
}

/**
 * What choosing a position of the own grid would do now, or null where it would do nothing.
 * While a hole is opened the answer is `open`, for which positions have to be gathered first.
 * @param {Option[]} legal
 * @param {number} position
 * @returns {"swap" | "flip" | "flip_action" | "open" | null}
 */
export function useOf(legal, position) {
  for (const name of /** @type {const} */ (["swap", "flip", "flip_action", "open"])) {
    if (option(legal, name)?.at?.includes(position)) return name;
  }
  return null;
}

/**
 * What choosing the discard pile would do now, or null where it would do nothing.
 * @param {Option[]} legal
 * @returns {Command | null}
 */
export function discardPileCommand(legal) {
  if (option(legal, "discard")) return { do: "discard" };
  if (option(legal, "undo_draw")) return { do: "undo_draw" };
  if (mayDraw(legal, "discard")) return { do: "draw", from: "discard" };
  return null;
}

/**
 * Sixteen random bytes in hex, for cutting the pack.
 * @returns {string}
 */
export function cutBytes() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
