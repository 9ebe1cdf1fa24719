/** The course of a finished game: the sentence that says what decided it, and a small plot of who stood where. */

import { drawing, element } from "./element.js";
import { seatName } from "./narration.js";
import { gettext, interpolate, ngettext, points } from "./texts.js";

/** @import { Course, Table, TurningPoint } from "./protocol.js" */

const WIDTH = 320;
const HEIGHT = 96;
const EDGE = 6;

/**
 * What decided the game, in one sentence; empty where one hole was all there was.
 * @param {Table} table
 * @param {number | null} own
 * @returns {string}
 */
export function decidingMoment(table, own) {
  const { course } = table;
  if (!course || course.totals.length < 2) return "";
  if (!course.decided) return gettext("It was level to the very end.");
  const { seat, rival, hole, gained } = course.decided;
  const values = {
    who: seatName(table, seat, own),
    rival: seatName(table, rival, own),
    hole,
    n: gained,
  };
  return interpolate(
    hole === 1 ? fromTheFirst(course.decided, own) : tookTheLead(course.decided, own),
    values,
  );
}

/**
 * @param {TurningPoint} decided
 * @param {number | null} own
 * @returns {string}
 */
function fromTheFirst({ seat, rival, gained }, own) {
  if (seat === own) {
    return ngettext(
      "You led from the first hole on, by %(n)s point on %(rival)s there.",
      "You led from the first hole on, by %(n)s points on %(rival)s there.",
      gained,
    );
  }
  if (rival === own) {
    return ngettext(
      "%(who)s led from the first hole on, by %(n)s point on you there.",
      "%(who)s led from the first hole on, by %(n)s points on you there.",
      gained,
    );
  }
  return ngettext(
    "%(who)s led from the first hole on, by %(n)s point on %(rival)s there.",
    "%(who)s led from the first hole on, by %(n)s points on %(rival)s there.",
    gained,
  );
}

/**
 * @param {TurningPoint} decided
 * @param {number | null} own
 * @returns {string}
 */
function tookTheLead({ seat, rival, gained }, own) {
  if (seat === own) {
    return ngettext(
      "Hole %(hole)s decided it: you gained %(n)s point on %(rival)s and kept the lead.",
      "Hole %(hole)s decided it: you gained %(n)s points on %(rival)s and kept the lead.",
      gained,
    );
  }
  if (rival === own) {
    return ngettext(
      "Hole %(hole)s decided it: %(who)s gained %(n)s point on you and kept the lead.",
      "Hole %(hole)s decided it: %(who)s gained %(n)s points on you and kept the lead.",
      gained,
    );
  }
  return ngettext(
    "Hole %(hole)s decided it: %(who)s gained %(n)s point on %(rival)s and kept the lead.",
    "Hole %(hole)s decided it: %(who)s gained %(n)s points on %(rival)s and kept the lead.",
    gained,
  );
}

/**
 * A line for each seat, the leader on top, the others below by what they were behind.
 * @param {Table} table
 * @param {number | null} own
 * @returns {HTMLElement | null} null where one hole was all there was
 */
export function coursePlot(table, own) {
  const { course } = table;
  if (!course || course.behind.length < 2) return null;
  const holes = course.behind.length;
  const most = Math.max(1, ...course.behind.flat());
  const x = (/** @type {number} */ hole) => EDGE + (hole / holes) * (WIDTH - 2 * EDGE);
  const y = (/** @type {number} */ behind) => EDGE + (behind / most) * (HEIGHT - 2 * EDGE);
  const ticks = Array.from({ length: holes + 1 }, (_, hole) =>
    drawing("line", {
      class: hole === course.decided?.hole ? "tick decided" : "tick",
      ...{ x1: x(hole), x2: x(hole), y1: 0, y2: HEIGHT },
    }),
  );
  const lines = table.seats.map((_, seat) => {
    const behind = [0, ...course.behind.map((row) => row[seat])];
    const way = behind.map((one, hole) => `${x(hole)},${y(one)}`).join(" ");
    return drawing("polyline", { class: lineClass(seat, own), points: way });
  });
  const picture = drawing(
    "svg",
    {
      class: "plot",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": inWords(table, course, own),
    },
    ...ticks,
    ...lines,
  );
  const caption = element("figcaption", {}, gettext("Points behind the lead, hole by hole"));
  return element("figure", { class: "course" }, picture, caption);
}

/**
 * @param {number} seat
 * @param {number | null} own
 * @returns {string}
 */
function lineClass(seat, own) {
  return `course-line line-${seat}${seat === own ? " own" : ""}`;
}

/**
 * How this seat's line looks in the plot, to stand beside its name; decoration.
 * @param {number} seat
 * @param {number | null} own
 * @returns {SVGElement}
 */
export function lineSample(seat, own) {
  const line = drawing("line", { class: lineClass(seat, own), x1: 1, x2: 27, y1: 5, y2: 5 });
  return drawing("svg", { class: "line-sample", viewBox: "0 0 28 10", "aria-hidden": "true" }, line);
}

/**
 * @param {Table} table
 * @param {Course} course
 * @param {number | null} own
 * @returns {string}
 */
function inWords(table, course, own) {
  const lines = table.seats.map((_, seat) =>
    interpolate(gettext("%(who)s: %(score)s"), {
      who: seatName(table, seat, own),
      score: course.totals.map((row) => points(row[seat])).join(", "),
    }),
  );
  return interpolate(gettext("The totals after each hole. %(lines)s."), { lines: lines.join("; ") });
}
