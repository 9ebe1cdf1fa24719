/** The fair shuffle as docs/fairness.md has it: packs, and their order from a seed, with Web Crypto. */

/** @typedef {Record<string, any>} Rules */

const SUITS = ["H", "D", "C", "S"];
const RANKS = ["A", "2", "3", "4", "5", "6", "7", "8", "9", "T", "J", "Q", "K"];

/**
 * The cards of a table before they are shuffled.
 * @param {Rules} rules
 * @returns {string[]}
 */
export function pack(rules) {
  const one = SUITS.flatMap((suit) => RANKS.map((rank) => rank + suit));
  const cards = Array.from({ length: rules.decks }, () => one).flat();
  if (!rules.use_jokers) return cards;
  return cards.concat(
    rules.lucky_swing ? ["*H"] : Array.from({ length: rules.decks }, () => ["*H", "*S"]).flat(),
  );
}

/**
 * The cards in shuffled order, top first.
 * @param {string[]} given
 * @param {Uint8Array} seed
 * @param {number} [renewal] 0 for the pack of a hole, 1 for its first renewed stock
 * @returns {Promise<string[]>}
 */
export async function order(given, seed, renewal = 0) {
  const cards = [...given];
  const stream = numbers(seed, renewal);
  for (let last = cards.length - 1; last > 0; last -= 1) {
    const limit = 2 ** 32 - (2 ** 32 % (last + 1));
    let number = limit;
    while (number >= limit) number = Number((await stream.next()).value);
    const other = number % (last + 1);
    [cards[last], cards[other]] = [cards[other], cards[last]];
  }
  return cards;
}

/**
 * @param {Uint8Array} seed
 * @param {number} renewal
 * @returns {AsyncGenerator<number, never>}
 */
async function* numbers(seed, renewal) {
  for (let block = 0; ; block += 1) {
    const count = new Uint8Array([renewal, block >>> 24, block >>> 16, block >>> 8, block]);
    const view = new DataView((await digest(seed, count)).buffer);
    for (let at = 0; at < 32; at += 4) yield view.getUint32(at);
  }
}

/**
 * The SHA-256 of these bytes, one after another.
 * @param {Uint8Array[]} parts
 * @returns {Promise<Uint8Array>}
 */
export async function digest(...parts) {
  const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/**
 * @param {unknown} text
 * @param {number} length
 * @returns {Uint8Array}
 */
export function bytesOf(text, length) {
  if (typeof text !== "string" || text.length !== 2 * length || !/^[0-9a-f]*$/.test(text))
    throw new Error("no hex");
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
