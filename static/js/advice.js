/** What a hint says, in words. The figures and the reason are the server's. */

import { atPosition, theRank } from "./card-names.js";
import { gettext, interpolate, points } from "./texts.js";

/** @import { HintFrame, HintedMove, HintReason } from "./protocol.js" */

/** Strokes below which one way is as good as another. */
const CLOSE = 0.15;

/**
 * The move that is the best, to be done: "Swap the two with the card at the top left."
 * @param {HintedMove} move
 * @param {string | null | undefined} inHand
 * @param {string | undefined} onPile
 * @returns {string}
 */
export function moveWords({ do: verb, at, from }, inHand, onPile) {
  if (Array.isArray(at)) return openingWords(at);
  const place = at === undefined ? "" : atPosition(at);
  const card = inHand ? theRank(inHand) : gettext("the card");
  switch (verb) {
    case "draw":
      if (from === "stock") return gettext("Draw from the stock.");
      return interpolate(gettext("Take %(card)s."), { card: onPile ? theRank(onPile) : gettext("the card") });
    case "swap":
      return interpolate(gettext("Swap %(card)s with the card %(place)s."), { card, place });
    case "discard":
      return interpolate(gettext("Discard %(card)s."), { card });
    case "undo_draw":
      return interpolate(gettext("Put %(card)s back."), { card });
    case "knock":
      return gettext("Knock.");
    case "skip_flip":
      return gettext("Turn up no card.");
    default:
      return interpolate(gettext("Turn up the card %(place)s."), { place });
  }
}

/**
 * @param {number[]} at
 * @returns {string}
 */
function openingWords(at) {
  if (at.length < 2) return gettext("Turn up any one of your cards.");
  return at[0] % 3 === at[1] % 3
    ? gettext("Turn up two cards of one column.")
    : gettext("Turn up cards in different columns.");
}

/**
 * Why it is the best, in one sentence.
 * @param {HintReason} reason
 * @returns {string}
 */
export function reasonWords(reason) {
  if (reason.strokes < CLOSE) return gettext("Another way is about as good.");
  const sentence = interpolate(sentenceOf(reason), {
    card: reason.card ? theRank(reason.card) : "",
    other: reason.other ? theRank(reason.other) : "",
    points: points(rounded(reason.points ?? 0)),
    strokes: decimal(reason.strokes),
  });
  const language = globalThis.document?.documentElement.lang || "en";
  return sentence.charAt(0).toLocaleUpperCase(language) + sentence.slice(1);
}

/**
 * @param {HintReason} reason
 * @returns {string}
 */
function sentenceOf(reason) {
  switch (reason.why) {
    case "pair":
      return gettext("%(card)s makes a pair, and its column counts %(points)s: worth %(strokes)s strokes.");
    case "open":
      return gettext("In an open column %(card)s is worth %(strokes)s strokes.");
    case "unseen":
      return gettext(
        "A card that nobody has seen counts %(points)s on average: having %(card)s there is worth %(strokes)s strokes.",
      );
    case "kept":
      return gettext(
        "Thrown away, %(card)s would make the next player a pair: keeping it is worth %(strokes)s strokes.",
      );
    case "fewer":
      return gettext("One card fewer face down, and %(card)s can be paired: worth %(strokes)s strokes.");
    case "lower":
      return (reason.points ?? 0) > 0
        ? gettext("%(card)s counts %(points)s less than %(other)s: worth %(strokes)s strokes.")
        : gettext("%(card)s does more there than %(other)s: worth %(strokes)s strokes.");
    case "last":
      return gettext("With your last card you go out: worth %(strokes)s strokes.");
    case "away":
      return gettext("Wherever you put it, %(card)s would cost you %(strokes)s strokes.");
    case "back":
      return gettext("Without %(card)s you are %(strokes)s strokes better off.");
    case "stock":
      return gettext("A card that nobody has seen is worth %(strokes)s strokes more than %(card)s.");
    case "take":
      return gettext("%(card)s is worth %(strokes)s strokes more to you than an unknown card.");
    case "go_out":
      return gettext("Going out now is worth %(strokes)s strokes.");
    case "apart":
      return gettext("Two open columns have room for two pairs: worth %(strokes)s strokes.");
    case "together":
      return gettext("Both cards of one column at once are worth %(strokes)s strokes.");
    case "leave":
      return gettext("Leaving your cards as they are is worth %(strokes)s strokes.");
    default:
      return gettext("One card more turned up is worth %(strokes)s strokes.");
  }
}

/**
 * What each of the other moves costs, for those who listen: as many as one can keep in mind.
 * @param {HintFrame} hint
 * @param {string | null | undefined} inHand
 * @param {string | undefined} onPile
 * @returns {string[]}
 */
export function costWords({ costs }, inHand, onPile) {
  return costs.slice(1).map((move) =>
    interpolate(gettext("%(move)s It costs %(strokes)s strokes."), {
      move: moveWords(move, inHand, onPile),
      strokes: decimal(move.cost),
    }),
  );
}

/**
 * Strokes as the page's language writes them, with one decimal.
 * @param {number} strokes
 * @returns {string}
 */
export function decimal(strokes) {
  const language = globalThis.document?.documentElement.lang || "en";
  const form = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, form).format(Math.max(strokes, 0));
}

/**
 * @param {number} value
 * @returns {number} as a whole number
 */
function rounded(value) {
  return Math.round(value) || 0;
}
