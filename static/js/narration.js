/** Events as sentences, for those who listen and for the short log beside the table. */

import { atPosition, cardName, listOf, placeName, theCard } from "./card-names.js";
import { gettext, interpolate, ngettext, points } from "./texts.js";

/** @import { GameEvent, Option, Table } from "./protocol.js" */
/** @import { State } from "./store.js" */

/**
 * The name of a seat as its reader calls it: "You" for the own one.
 * @param {Table | null} table
 * @param {number | null | undefined} seat
 * @param {number | null} own
 * @returns {string}
 */
export function seatName(table, seat, own) {
  if (seat !== null && seat !== undefined && seat === own) return gettext("You");
  return (seat === null || seat === undefined ? null : table?.seats[seat]?.name) ?? gettext("Somebody");
}

/** Steps of a turn that the sentence after them tells as well: they are spoken, not logged. */
const UNLOGGED = new Set(["card_drawn", "draw_undone", "ready", "pack_cut"]);

/**
 * Whether the log keeps this event.
 * @param {GameEvent} event
 * @returns {boolean}
 */
export function logged(event) {
  return !UNLOGGED.has(event.type);
}

/**
 * The sentence that tells one event, or an empty text where it needs none.
 * @param {GameEvent} event
 * @param {State} state after the event
 * @returns {string}
 */
export function narrate(event, state) {
  const own = event.seat !== undefined && event.seat === state.you.seat;
  const who = event.name ?? seatName(state.table, event.seat, state.you.seat);
  const sentence = sentenceOf(event, state, own);
  if (!sentence) return "";
  const told = interpolate(sentence, { who, ...valuesOf(event) });
  if (event.by === "caddie")
    return interpolate(gettext("%(sentence)s (The caddie played.)"), { sentence: told });
  return told;
}

/**
 * @param {GameEvent} event
 * @returns {Record<string, string | number>}
 */
function valuesOf(event) {
  const cards = Object.entries(event.cards ?? {});
  return {
    card: event.card ? theCard(event.card) : "",
    out: event.out ? cardName(event.out) : "",
    place: event.at === undefined ? "" : atPosition(event.at),
    cards: listOf(cards.map(([position, card]) => cardAt(Number(position), card))),
    hole: event.hole ?? "",
  };
}

/**
 * @param {number} position
 * @param {import("./protocol.js").Card} card
 * @returns {string}
 */
function cardAt(position, card) {
  return interpolate(gettext("%(card)s %(place)s"), { card: theCard(card), place: atPosition(position) });
}

/**
 * @param {GameEvent} event
 * @param {State} state
 * @param {boolean} own
 * @returns {string}
 */
function sentenceOf(event, state, own) {
  switch (event.type) {
    case "player_joined":
      return own ? gettext("You sat down.") : gettext("%(who)s sat down.");
    case "seat_handed_over":
      return own ? gettext("Your seat goes with you.") : gettext("%(who)s has signed in.");
    case "seat_taken_over":
      return own ? gettext("You play on from here.") : gettext("%(who)s plays on from here.");
    case "player_left":
      return own ? gettext("You left the table.") : gettext("%(who)s left the table.");
    case "rules_changed":
      return gettext("The rules of this table were changed.");
    case "game_started":
      return gettext("The game begins.");
    case "hole_started":
      return gettext("Hole %(hole)s is dealt.");
    case "cards_opened":
      return own ? gettext("You turned up %(cards)s.") : gettext("%(who)s turned up %(cards)s.");
    case "card_drawn":
      return drawSentence(event, own);
    case "draw_undone":
      return own
        ? gettext("You put %(card)s back on the discard pile.")
        : gettext("%(who)s put %(card)s back on the discard pile.");
    case "card_swapped":
      return own
        ? gettext("You placed %(card)s %(place)s. On the discard pile: %(out)s.")
        : gettext("%(who)s placed %(card)s %(place)s. On the discard pile: %(out)s.");
    case "card_discarded":
      return own ? gettext("You discarded %(card)s.") : gettext("%(who)s discarded %(card)s.");
    case "card_flipped":
    case "card_flipped_as_action":
      return own
        ? gettext("You turned up %(card)s %(place)s.")
        : gettext("%(who)s turned up %(card)s %(place)s.");
    case "flip_skipped":
      return own ? gettext("You turned up no card.") : gettext("%(who)s turned up no card.");
    case "moves_undone":
      return own ? gettext("You took your last move back.") : gettext("%(who)s took the last move back.");
    case "knocked":
      return own
        ? gettext("You knocked and turned up %(cards)s.")
        : gettext("%(who)s knocked and turned up %(cards)s.");
    case "grid_revealed":
      return own
        ? gettext("You turned up your last cards: %(cards)s.")
        : gettext("%(who)s turned up the last cards: %(cards)s.");
    case "stock_renewed":
      return gettext("The discard pile was shuffled into a new stock.");
    case "went_out":
      return own
        ? gettext("You went out. Everybody else has one last turn.")
        : gettext("%(who)s went out. Last turns.");
    case "hole_ended":
      return holeSentence(event, state);
    case "game_ended":
      return gameSentence(event, state);
    case "seat_on_autopilot":
      return own ? gettext("The caddie plays for you now.") : gettext("The caddie plays for %(who)s now.");
    case "seat_taken_back":
      return own ? gettext("You have your seat back.") : gettext("%(who)s is back.");
    case "game_abandoned":
      return event.reason === "moderator"
        ? gettext("A moderator has ended the game.")
        : gettext("The game was ended.");
    default:
      return "";
  }
}

/**
 * @param {GameEvent} event
 * @param {boolean} own
 * @returns {string}
 */
function drawSentence(event, own) {
  if (event.from === "discard") {
    return own
      ? gettext("You took %(card)s from the discard pile.")
      : gettext("%(who)s took %(card)s from the discard pile.");
  }
  return own ? gettext("You drew %(card)s from the stock.") : gettext("%(who)s drew from the stock.");
}

/**
 * @param {GameEvent} event
 * @param {State} state
 * @returns {string}
 */
function holeSentence(event, state) {
  const lines = (event.scores ?? []).map((line, seat) =>
    interpolate(gettext("%(who)s: %(score)s"), {
      who: seatName(state.table, seat, state.you.seat),
      score: points(line.score),
    }),
  );
  const scores = lines.join(", ");
  const winners = event.winners ?? [];
  if (winners.length === 0) return interpolate(gettext("The hole is over. %(scores)s."), { scores });
  if (winners.length === 1 && winners[0] === state.you.seat)
    return interpolate(gettext("The hole is over, and you won it. %(scores)s."), { scores });
  const names = listOf(winners.map((seat) => seatName(state.table, seat, state.you.seat)));
  const text = ngettext(
    "The hole is over, and %(names)s won it. %(scores)s.",
    "The hole is over, and %(names)s share it. %(scores)s.",
    winners.length,
  );
  return interpolate(text, { names, scores });
}

/**
 * @param {GameEvent} event
 * @param {State} state
 * @returns {string}
 */
function gameSentence(event, state) {
  const winners = event.winners ?? [];
  if (winners.length === 1 && winners[0] === state.you.seat) return gettext("You won the game!");
  const names = winners.map((seat) => seatName(state.table, seat, state.you.seat));
  return interpolate(
    ngettext("%(names)s won the game.", "%(names)s share the first place.", winners.length),
    {
      names: listOf(names),
    },
  );
}

/**
 * The sentence that says it is now the reader's turn, if these legal moves say so; else an empty text.
 * @param {Option[]} before
 * @param {Option[]} now
 * @returns {string}
 */
export function turnSentence(before, now) {
  const starts = (/** @type {Option[]} */ legal) => legal.some((one) => one.do === "draw");
  return starts(now) && !starts(before) ? gettext("Your turn.") : "";
}

/**
 * The whole table in words, for whoever asks for it.
 * @param {State} state
 * @returns {string}
 */
export function describe(state) {
  const table = state.table;
  if (!table) return "";
  const top = table.discard.at(-1);
  const sentences = [
    interpolate(gettext("Hole %(hole)s of %(holes)s."), { hole: table.hole, holes: table.holes }),
    interpolate(gettext("On the discard pile: %(card)s."), {
      card: top ? cardName(top) : gettext("nothing"),
    }),
  ];
  table.seats.forEach((seat, number) => {
    if (!seat) return;
    const cards = seat.grid.map((card, position) => placeName(position, card));
    const facts = {
      who: seatName(table, number, state.you.seat),
      showing: points(seat.showing),
      cards: listOf(cards),
    };
    sentences.push(interpolate(gettext("%(who)s, showing %(showing)s: %(cards)s."), facts));
  });
  if (table.turn !== null) {
    const who = seatName(table, table.turn, state.you.seat);
    sentences.push(interpolate(gettext("On turn: %(who)s."), { who }));
  }
  return sentences.join(" ");
}

/**
 * The sentence that everybody should see for a moment when somebody has gone out.
 * @param {GameEvent} event
 * @param {State} state
 * @returns {string}
 */
export function outSentence(event, state) {
  if (event.seat === state.you.seat) return gettext("You went out. One last turn for everybody else.");
  const who = seatName(state.table, event.seat, state.you.seat);
  if (state.you.seat === null) return interpolate(gettext("%(who)s went out. Last turns."), { who });
  return interpolate(gettext("%(who)s went out. Last turn for you."), { who });
}
