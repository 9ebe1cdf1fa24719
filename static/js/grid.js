/** A grid of six cards: the own one, whose cards are buttons, and everybody else's. */

import { drawCard, worthOf } from "./card.js";
import { cardName, pairedName, placeName } from "./card-names.js";
import { button, element, enable, icon } from "./element.js";
import { useOf } from "./protocol.js";
import { gettext, interpolate, points } from "./texts.js";
import { pairedColumns } from "./view.js";

/** @import { Card, Seat, Table } from "./protocol.js" */
/** @import { View } from "./view.js" */

const POSITIONS = [0, 1, 2, 3, 4, 5];

/**
 * The slot's card, drawn anew only where another one lies there now.
 * @param {HTMLElement} slot
 * @param {Card | null} card
 * @param {Table} table
 * @param {boolean} large
 */
function showCard(slot, card, table, large) {
  const worth = worthOf(table, card);
  const key = `${card ?? "back"} ${worth}`;
  if (slot.dataset.card === key) return;
  slot.dataset.card = key;
  slot.querySelector(".card")?.remove();
  slot.prepend(drawCard(card, { size: large ? "large" : "small", worth, showWorth: large }));
}

/**
 * @param {HTMLElement} grid
 * @param {Seat} seat
 */
function showClasps(grid, seat) {
  const paired = pairedColumns(seat.grid);
  const key = JSON.stringify(paired.map((column) => [column, seat.columns?.[column] ?? null]));
  if (grid.dataset.paired === key) return;
  grid.dataset.paired = key;
  for (const clasp of grid.querySelectorAll(".clasp")) clasp.remove();
  for (const column of paired) {
    const worth = seat.columns?.[column] ?? null;
    const inside = worth === null ? icon("clasp") : points(worth);
    const name = { class: `clasp column-${column}`, "data-clasp": `${grid.dataset.seat} ${column}` };
    grid.append(element("span", { ...name, "aria-hidden": "true" }, inside));
  }
  for (const slot of /** @type {NodeListOf<HTMLElement>} */ (grid.querySelectorAll(".slot"))) {
    slot.classList.toggle("paired", paired.includes(Number(slot.dataset.position) % 3));
  }
}

/**
 * A grid that is only looked at.
 * @param {number} number of the seat
 * @param {boolean} large
 */
export function createGrid(number, large) {
  const slots = POSITIONS.map((position) => {
    const attributes = {
      class: "slot",
      role: "img",
      "data-position": position,
      "data-spot": `${number}-${position}`,
    };
    return element("span", attributes);
  });
  const look = { class: large ? "grid mine-grid" : "grid", "data-seat": number };
  const grid = element("div", look, ...slots);
  return {
    element: grid,
    /** @type {(table: Table, seat: Seat) => void} */
    update(table, seat) {
      slots.forEach((slot, position) => {
        const card = seat.grid[position] ?? null;
        const beneath = card === null ? (table.beneath?.[number]?.[position] ?? null) : null;
        showCard(slot, card ?? beneath, table, large);
        slot.classList.toggle("beneath", beneath !== null);
        const name = pairedName(position, seat) ?? placeName(position, card);
        slot.setAttribute("aria-label", beneath ? withBeneath(name, beneath) : name);
      });
      grid.classList.toggle("undealt", seat.grid.length === 0);
      showClasps(grid, seat);
    },
  };
}

/**
 * @param {string} place
 * @param {Card} card
 * @returns {string}
 */
function withBeneath(place, card) {
  return interpolate(gettext("%(place)s: %(card)s"), { place, card: cardName(card) });
}

/**
 * The own grid: six buttons that stay in their place and keep the focus whatever lies on them.
 * @param {number} number of the own seat
 * @param {(position: number) => void} choose
 */
export function createOwnGrid(number, choose) {
  const slots = POSITIONS.map((position) =>
    button(
      {
        class: "slot",
        "data-testid": `own-${position}`,
        "data-position": position,
        "data-key": position + 1,
        "data-spot": `${number}-${position}`,
        "aria-keyshortcuts": position + 1,
      },
      () => choose(position),
    ),
  );
  const grid = element("div", { class: "grid mine-grid", "data-seat": number }, ...slots);
  return {
    element: grid,
    /** @type {(view: View, seat: Seat) => void} */
    update(view, seat) {
      slots.forEach((slot, position) => {
        const card = seat.grid[position] ?? null;
        showCard(slot, card, view.table, true);
        enable(slot, useOf(view.state.legal, position) !== null);
        const picked = view.picks.includes(position) || view.held?.spot === String(position);
        slot.classList.toggle("picked", picked);
        slot.setAttribute("aria-label", nameOf(position, seat, view.table, picked));
      });
      grid.classList.toggle("undealt", seat.grid.length === 0);
      showClasps(grid, seat);
    },
  };
}

/**
 * @param {number} position
 * @param {Seat} seat
 * @param {Table} table
 * @param {boolean} picked
 * @returns {string}
 */
function nameOf(position, seat, table, picked) {
  const card = seat.grid[position] ?? null;
  const place = placeName(position, card);
  if (picked) return interpolate(gettext("%(place)s, chosen"), { place });
  const paired = pairedName(position, seat);
  if (paired) return paired;
  const worth = worthOf(table, card);
  return worth === null
    ? place
    : interpolate(gettext("%(place)s, counts %(points)s"), { place, points: points(worth) });
}

/**
 * A very small grid of six cards, for lists of results.
 * @param {(Card | null)[]} cards
 * @returns {HTMLElement}
 */
export function tinyGrid(cards) {
  const slots = cards.map((card) => element("span", { class: "slot" }, drawCard(card, { size: "small" })));
  return element("div", { class: "grid tiny", "aria-hidden": "true" }, ...slots);
}
