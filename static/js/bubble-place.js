/** Where a speech bubble goes, so that it is near its seat and hides nothing that matters. Pure geometry. */

/** @typedef {{left: number, top: number, width: number, height: number}} Box */
/** @typedef {{box: Box, weight: number}} Obstacle `weight`: how bad it is to cover a pixel of it */
/** @typedef {"above" | "below" | "after" | "before" | "over" | "strip"} Side */

const GAP = 3;
const MARGIN = 2;
/** What a place costs that pleases less, or lies a pixel away from where it should be, in pixels covered. */
const RELUCTANCE = 30;
const AWAY = 12;

/**
 * @param {Box} a
 * @param {Box} b
 * @returns {number} square pixels that two boxes share
 */
export function overlap(a, b) {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return across > 0 && down > 0 ? across * down : 0;
}

/**
 * The place of a bubble of this size: where it covers least, and of equals the one nearest to its seat.
 * @param {{width: number, height: number}} size
 * @param {Box} panel of the seat
 * @param {Box} line with the seat's name and total
 * @param {Obstacle[]} obstacles
 * @param {{width: number, height: number}} room
 * @returns {Box & {side: Side}}
 */
export function placeFor(size, panel, line, obstacles, room) {
  const places = candidates(size, panel, line).map(([side, left, top], i) => {
    const box = {
      ...size,
      left: clamp(left, MARGIN, room.width - size.width - MARGIN),
      top: clamp(top, MARGIN, room.height - size.height - MARGIN),
    };
    const covered = obstacles.reduce((sum, one) => sum + one.weight * overlap(box, one.box), 0);
    const away = Math.abs(box.left - left) + Math.abs(box.top - top);
    return {
      ...box,
      side,
      cost: covered + i * RELUCTANCE + (side === "above" ? 0 : away * AWAY),
    };
  });
  const { cost, ...best } = places.reduce((one, other) => (other.cost < one.cost ? other : one));
  return best;
}

/**
 * @param {{width: number, height: number}} size
 * @param {Box} panel
 * @param {Box} line
 * @returns {[Side, number, number][]} in the order in which they please
 */
function candidates({ width, height }, panel, line) {
  const middle = panel.left + (panel.width - width) / 2;
  const beside = line.top + (line.height - height) / 2;
  return [
    ["above", middle, panel.top - height - GAP],
    ["after", panel.left + panel.width + GAP, beside],
    ["before", panel.left - width - GAP, beside],
    ["below", middle, panel.top + panel.height + GAP],
    ["over", line.left, beside],
    ["strip", middle, MARGIN],
  ];
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
function clamp(value, least, most) {
  return Math.max(least, Math.min(value, most));
}
