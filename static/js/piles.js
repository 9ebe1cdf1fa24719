/** The middle of the table: stock, drawn card and discard pile, and the moves that need no card. */

import { drawCard, worthOf } from "./card.js";
import { cardName, theCard } from "./card-names.js";
import { button, element, enable, icon, setText } from "./element.js";
import { seatName } from "./narration.js";
import { discardPileCommand, mayDraw, option } from "./protocol.js";
import { gettext, interpolate, ngettext } from "./texts.js";

/** @import { Held } from "./again.js" */
/** @import { Command, Option, Table } from "./protocol.js" */
/** @import { View } from "./view.js" */

const BENEATH = 2;

/**
 * @param {(command: Command) => void} send
 * @param {(spot: "stock" | "discard", command: Command) => void} touch a pile, to make a move with it
 * @param {() => void} [showDiscards]
 */
export function createPiles(send, touch, showDiscards) {
  const stock = createStock(() => touch("stock", { do: "draw", from: "stock" }));
  const discard = createDiscard((command) => touch("discard", command));
  const drawn = createDrawn(send);
  const label = gettext("Stock and discard pile");
  const look = showDiscards && createLook(showDiscards);
  const section = element(
    "section",
    { class: "piles", role: "group", "aria-label": label },
    stock.element,
    drawn.element,
    discard.element,
    look,
  );
  return {
    element: section,
    /** @type {(view: View) => void} */
    update(view) {
      stock.update(view);
      drawn.update(view);
      discard.update(view);
    },
  };
}

/** @param {() => void} showDiscards */
function createLook(showDiscards) {
  const attributes = {
    class: "round look",
    "data-testid": "show-discards",
    "aria-label": gettext("The last cards of the discard pile"),
    "aria-keyshortcuts": "L",
  };
  return button(attributes, showDiscards, icon("fan"));
}

/** @param {() => void} draw */
function createStock(draw) {
  const label = element("span", { class: "label", "aria-hidden": "true" });
  const top = element("span", { class: "pile-cards", "data-spot": "stock" }, drawCard(null));
  let next = "";
  const pile = button(
    { class: "pile stock", "data-testid": "stock", "aria-keyshortcuts": "S", "data-key": "S" },
    draw,
    top,
    label,
  );
  return {
    element: pile,
    /** @type {(view: View) => void} */
    update({ table, state, held }) {
      enable(pile, mayDraw(state.legal, "stock"));
      if (next !== (table.next ?? "")) {
        next = table.next ?? "";
        top.replaceChildren(drawCard(table.next ?? null));
        top.classList.toggle("beneath", next !== "");
      }
      pile.classList.toggle("picked", held?.spot === "stock");
      setText(label, interpolate(gettext("Stock · %(count)s"), { count: table.stock }));
      const words = ngettext("Stock · %(count)s card", "Stock · %(count)s cards", table.stock);
      pile.setAttribute("aria-label", asHeld(interpolate(words, { count: table.stock }), held, "stock"));
      pile.classList.toggle("thin", table.stock < 5);
      pile.classList.toggle("bare", table.stock === 0);
    },
  };
}

/**
 * The name of a pile, which says so where it is chosen.
 * @param {string} pile
 * @param {Held | null} held
 * @param {string} spot
 * @returns {string}
 */
function asHeld(pile, held, spot) {
  return held?.spot === spot ? interpolate(gettext("%(place)s, chosen"), { place: pile }) : pile;
}

/** @param {(command: Command) => void} send */
function createDiscard(send) {
  /** @type {Command | null} */
  let command = null;
  const label = element("span", { class: "label", "aria-hidden": "true" });
  const cards = element("span", { class: "pile-cards", "data-spot": "discard" });
  const attributes = { class: "pile discard", "data-testid": "discard" };
  const pile = button(attributes, () => command && send(command), cards, label);
  return {
    element: pile,
    /** @type {(view: View) => void} */
    update({ table, state, held }) {
      command = discardPileCommand(state.legal);
      pile.classList.toggle("picked", held?.spot === "discard");
      enable(pile, command !== null);
      showPile(cards, table);
      const shortcut = { discard: "X", undo_draw: "U" }[command?.do ?? ""] ?? "D";
      pile.dataset.key = shortcut;
      pile.setAttribute("aria-keyshortcuts", shortcut);
      setText(
        label,
        { discard: gettext("Discard"), undo_draw: gettext("Put back") }[command?.do ?? ""] ??
          gettext("Discard pile"),
      );
      pile.setAttribute("aria-label", asHeld(discardLabel(table, command), held, "discard"));
    },
  };
}

/**
 * @param {HTMLElement} place
 * @param {Table} table
 */
function showPile(place, table) {
  const seen = table.discard.slice(-1 - BENEATH);
  const key = `${table.discard.length} ${seen.join(" ")}`;
  if (place.dataset.cards === key) return;
  place.dataset.cards = key;
  const drawn = seen.map((card, i) => {
    const made = drawCard(card, { worth: worthOf(table, card) });
    made.classList.add(`depth-${seen.length - 1 - i}`);
    return made;
  });
  place.replaceChildren(...(drawn.length ? drawn : [element("span", { class: "card empty" })]));
}

/**
 * @param {Table} table
 * @param {Command | null} command
 * @returns {string}
 */
function discardLabel(table, command) {
  const top = table.discard.at(-1);
  if (command?.do === "discard")
    return top
      ? interpolate(gettext("Discard the drawn card onto %(card)s"), { card: theCard(top) })
      : gettext("Discard the drawn card");
  if (command?.do === "undo_draw") return gettext("Put back on the discard pile");
  const card = top ? cardName(top) : gettext("nothing");
  return interpolate(gettext("Discard pile, on top: %(card)s"), { card });
}

/** @param {(command: Command) => void} send */
function createDrawn(send) {
  const label = element("span", { class: "label" });
  const place = element("span", { class: "pile-cards", "data-spot": "drawn" });
  const skip = button(
    { class: "button act", "data-testid": "skip-flip", "aria-keyshortcuts": "F", "data-key": "F" },
    () => send({ do: "skip_flip" }),
    gettext("Skip"),
  );
  const knock = button(
    { class: "button act", "data-testid": "knock", "aria-keyshortcuts": "K", "data-key": "K" },
    () => send({ do: "knock" }),
    gettext("Knock"),
  );
  const pile = element("div", { class: "pile drawn", "data-testid": "drawn" }, place, label, skip, knock);
  return {
    element: pile,
    /** @type {(view: View) => void} */
    update(view) {
      const { table, state } = view;
      showDrawn(place, table);
      setText(label, drawnLabel(view));
      pile.classList.toggle("held", table.drawn !== null);
      pile.classList.toggle("own", table.drawn !== null && table.drawn.seat === view.own);
      offer(skip, state.legal, "skip_flip");
      offer(knock, state.legal, "knock");
    },
  };
}

/**
 * @param {HTMLElement} act
 * @param {Option[]} legal
 * @param {string} name
 */
function offer(act, legal, name) {
  act.hidden = !option(legal, name);
  enable(act, !act.hidden);
}

/**
 * @param {HTMLElement} place
 * @param {Table} table
 */
function showDrawn(place, table) {
  const key = JSON.stringify(table.drawn);
  if (place.dataset.cards === key) return;
  place.dataset.cards = key;
  if (!table.drawn) return place.replaceChildren(element("span", { class: "card empty" }));
  const { card } = table.drawn;
  place.replaceChildren(drawCard(card, { worth: worthOf(table, card), showWorth: true }));
}

/**
 * @param {View} view
 * @returns {string}
 */
function drawnLabel(view) {
  const { drawn } = view.table;
  if (!drawn) return "";
  const own = drawn.seat === view.own;
  const who = seatName(view.table, drawn.seat, view.own);
  if (drawn.from === "discard")
    return own ? gettext("You took") : interpolate(gettext("%(who)s took"), { who });
  return own ? gettext("You drew") : interpolate(gettext("%(who)s drew"), { who });
}
