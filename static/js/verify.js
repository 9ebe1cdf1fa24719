/**
 * Is each shuffle of a finished game the one that was promised? docs/fairness.md, step by step, with Web Crypto.
 * Takes the events as files of games have them (docs/export.md). Draws nothing and says nothing in words.
 */

import { bytesOf, digest, hex, order, pack } from "./shuffle.js";

/** @typedef {{type: string, seq?: number, [field: string]: any}} FileEvent */
/** @typedef {Record<string, any>} Rules */
/**
 * @typedef {"commitment" | "secret" | "cuts" | "pack" | "renewal" | "card" | "form"} Why
 * What is not as it should be: the commitment is not the one given before the hole; the secret is not the one committed
 * to; other cuts went in than were made; the pack was dealt in another order; a renewed stock has another order;
 * a card is not the one that lay there; the events cannot be followed.
 */
/**
 * @typedef {{
 *   hole: number, begun: boolean, sound: boolean, commitment: string, secret: string | null, seed: string | null,
 *   cuts: Record<string, string>, renewals: number, why: Why | null, seq: number | null,
 * }} Verdict
 * `begun`: false for a hole that was committed to and never dealt. `seq`: the first event that is not as it should be.
 */
/**
 * @typedef {{number: number, promised: string | null, made: Record<string, string>, reveal: string | null,
 *   events: FileEvent[], end: FileEvent | null}} Hole
 * `made`: the cuts as they were made, by seat. `end`: what reveals the secret.
 */

const GRID = 6;

class Unsound extends Error {
  /**
   * @param {Why} why
   * @param {FileEvent | null} event
   */
  constructor(why, event) {
    super(why);
    this.why = why;
    this.seq = event?.seq ?? null;
  }
}

/**
 * Whether this browser can work digests out here: it does so on secure pages only.
 * @returns {boolean}
 */
export function canVerify() {
  return globalThis.crypto?.subtle !== undefined;
}

/**
 * Check every hole of a game that is over, as far as it was played. `onHole` hears of each as soon as it is checked.
 * @param {Rules} rules
 * @param {FileEvent[]} events
 * @param {{onHole?: (verdict: Verdict) => void}} [options]
 * @returns {Promise<{holes: Verdict[]}>}
 */
export async function verifyGame(rules, events, { onHole } = {}) {
  /** @type {Verdict[]} */
  const holes = [];
  for (const hole of holesOf(events)) {
    const verdict = await verifyHole(rules, hole);
    holes.push(verdict);
    onHole?.(verdict);
  }
  return { holes };
}

/**
 * @param {FileEvent[]} events
 * @returns {Hole[]}
 */
function holesOf(events) {
  /** @type {Hole[]} */
  const holes = [];
  let next = toCome(1, null);
  /** @type {Hole | null} */
  let playing = null;
  for (const event of events) {
    playing?.events.push(event);
    if (event.type === "game_started") next = toCome(1, event.next_commitment);
    else if (event.type === "pack_cut") next.made[event.seat] = event.cut;
    else if (event.type === "hole_started") {
      playing = { ...next, events: [event] };
      holes.push(playing);
    } else if (event.type === "hole_ended") {
      if (playing) Object.assign(playing, { end: event, reveal: event.reveal });
      next = toCome(next.number + 1, event.next_commitment);
      playing = null;
    } else if (event.type === "game_abandoned" && (playing || next.promised)) {
      if (!playing) holes.push(next);
      Object.assign(playing ?? next, { end: event, reveal: event.reveal });
    }
  }
  return holes;
}

/**
 * @param {number} number
 * @param {string | null} promised
 * @returns {Hole}
 */
function toCome(number, promised) {
  return { number, promised, made: {}, reveal: null, events: [], end: null };
}

/**
 * @param {Rules} rules
 * @param {Hole} hole
 * @returns {Promise<Verdict>}
 */
async function verifyHole(rules, hole) {
  const started = hole.events[0] ?? null;
  /** @type {Verdict} */
  const verdict = {
    hole: hole.number,
    begun: started !== null,
    sound: false,
    commitment: started?.commitment ?? hole.promised ?? "",
    secret: hole.reveal,
    seed: null,
    cuts: started?.cuts ?? hole.made,
    renewals: 0,
    why: null,
    seq: null,
  };
  try {
    await checkSecret(hole, verdict);
    if (started) await follow(rules, hole, verdict);
    verdict.sound = true;
  } catch (error) {
    verdict.why = error instanceof Unsound ? error.why : "form";
    verdict.seq = error instanceof Unsound ? error.seq : (hole.end?.seq ?? null);
  }
  return verdict;
}

/**
 * The commitment, the secret and the cuts; and the seed that they make.
 * @param {Hole} hole
 * @param {Verdict} verdict
 */
async function checkSecret(hole, verdict) {
  const started = hole.events[0] ?? null;
  if (started && started.hole !== hole.number) throw new Unsound("form", started);
  if (verdict.commitment !== hole.promised) throw new Unsound("commitment", started);
  const secret = bytesOf(hole.reveal, 32);
  if (hex(await digest(secret)) !== hole.promised) throw new Unsound("secret", hole.end);
  const seats = Object.keys(verdict.cuts).sort((a, b) => Number(a) - Number(b));
  const made = Object.keys(hole.made);
  if (seats.length !== made.length || seats.some((seat) => verdict.cuts[seat] !== hole.made[seat])) {
    throw new Unsound("cuts", started);
  }
  verdict.seed = hex(await digest(secret, ...seats.map((seat) => bytesOf(verdict.cuts[seat], 16))));
}

/**
 * The cards of a hole, from the deal to its last event, held against the order that the seed gives.
 * @param {Rules} rules
 * @param {Hole} hole
 * @param {Verdict} verdict
 */
async function follow(rules, { events: [started, ...events] }, verdict) {
  const seed = bytesOf(verdict.seed, 32);
  let stock = await order(pack(rules), seed);
  let grids = started.grids.map(() => stock.splice(0, GRID));
  let pile = stock.splice(0, 1);
  /** @type {string | null} */
  let hand = null;
  /** How everything lay after each event, for moves that are taken back. */
  const lay = new Map();
  const dealt = [grids, pile[0], stock];
  if (!same(dealt, [started.grids, started.discard, started.stock])) throw new Unsound("pack", started);
  for (const event of events) {
    if (event.type === "stock_renewed") {
      verdict.renewals += 1;
      stock = await order(pile.slice(0, -1), seed, verdict.renewals);
      pile = pile.slice(-1);
      if (!same(stock, event.stock)) throw new Unsound("renewal", event);
    } else if (event.type === "card_drawn") {
      hand = (event.from === "stock" ? stock.shift() : pile.pop()) ?? null;
      isCard(event.card, hand, event);
    } else if (["draw_undone", "card_discarded", "card_swapped"].includes(event.type)) {
      pile.push(laidAway(event, hand, grids));
      hand = null;
    } else if (event.type === "moves_undone") {
      if (!lay.has(event.to_seq)) throw new Unsound("form", event);
      ({ stock, pile, hand, grids, renewals: verdict.renewals } = structuredClone(lay.get(event.to_seq)));
    } else checkTurned(event, grids);
    lay.set(event.seq, structuredClone({ stock, pile, hand, grids, renewals: verdict.renewals }));
  }
}

/**
 * The card that a player lays on the discard pile.
 * @param {FileEvent} event
 * @param {string | null} hand
 * @param {string[][]} grids
 * @returns {string}
 */
function laidAway(event, hand, grids) {
  isCard(event.card, hand, event);
  if (event.type !== "card_swapped") return event.card;
  const grid = grids[event.seat];
  isCard(event.out, grid[event.at], event);
  grid[event.at] = event.card;
  return event.out;
}

/**
 * Cards that are turned up, or counted at the end, are those that lie there.
 * @param {FileEvent} event
 * @param {string[][]} grids
 */
function checkTurned(event, grids) {
  if (event.type === "card_flipped" || event.type === "card_flipped_as_action") {
    isCard(event.card, grids[event.seat][event.at], event);
  } else if (["cards_opened", "knocked", "grid_revealed"].includes(event.type)) {
    for (const [at, card] of Object.entries(event.cards)) {
      isCard(/** @type {string} */ (card), grids[event.seat][Number(at)], event);
    }
  } else if (event.type === "hole_ended" && !same(grids, event.grids)) throw new Unsound("card", event);
}

/**
 * @param {string} told
 * @param {string | null} lies
 * @param {FileEvent} event
 */
function isCard(told, lies, event) {
  if (lies === null || told !== lies) throw new Unsound("card", event);
}

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
