/** Whom the person at this browser does not want to hear, kept for one game until the browser is closed. */

/**
 * @param {string | null} game
 * @returns {string}
 */
function keyOf(game) {
  return `golf-muted-${game}`;
}

/**
 * The muted seats of a game. A browser that keeps nothing has none.
 * @param {string | null} game
 * @returns {number[]}
 */
function mutedSeats(game) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(game)) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/**
 * Whether a seat is muted here.
 * @param {string | null} game
 * @param {number} seat
 * @returns {boolean}
 */
export function isMuted(game, seat) {
  return mutedSeats(game).includes(seat);
}

/**
 * Hear a seat no longer, or again.
 * @param {string | null} game
 * @param {number} seat
 * @param {boolean} muted
 */
export function setMuted(game, seat, muted) {
  const others = mutedSeats(game).filter((one) => one !== seat);
  try {
    sessionStorage.setItem(keyOf(game), JSON.stringify(muted ? [...others, seat] : others));
  } catch {
    // A browser that keeps nothing hears everybody.
  }
}
