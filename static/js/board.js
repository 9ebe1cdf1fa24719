/** The board: everything that is seen while a game is played, put together from its parts. */

import { button, element, enable, icon, setText } from "./element.js";
import { createGrid, createOwnGrid } from "./grid.js";
import { hintOf } from "./hint.js";
import { createPiles } from "./piles.js";
import { option } from "./protocol.js";
import { tableSummary } from "./rule-names.js";
import { createAbout, createOpponent, createWho, seatLabel } from "./seat.js";
import { createSwitches } from "./switches.js";
import { emphasised, gettext, interpolate, ngettext } from "./texts.js";
/** @import { Coaching } from "./coaching.js" */
/** @import { Command, Seat } from "./protocol.js" */
/** @import { View } from "./view.js" */

/**
 * @typedef {object} BoardActs
 * @property {(command: Command) => void} send
 * @property {(position: number) => void} choose
 * @property {(spot: "stock" | "discard", command: Command) => void} touch
 * @property {() => void} leave
 * @property {() => void} showScorecard
 * @property {() => void} showRules
 * @property {() => void} showHelp
 * @property {(number: number) => void} [showSeat]
 * @property {() => void} [showDiscards]
 * @property {Coaching} [coaching]
 * @property {HTMLElement} [sayButton]
 * @property {() => void} showPreferences
 * @property {HTMLElement} banner passing words that lie over the line which says what to do
 */

/** @param {BoardActs} acts */
export function createBoard(acts) {
  const bar = createBar(acts);
  const piles = createPiles(acts.send, acts.touch, acts.showDiscards);
  const opponents = createOpponents(acts);
  const strong = element("b");
  const rest = element("span");
  const hint = element("p", { class: "hint", "data-testid": "hint" }, strong, " ", rest);
  const saying = element("div", { class: "saying" }, hint, acts.banner);
  const mine = createMine(acts);
  const felt = element(
    "div",
    { class: "felt" },
    opponents.element,
    piles.element,
    saying,
    mine.element,
    acts.coaching?.advice,
  );
  return {
    bar: bar.element,
    felt,
    /** @type {(view: View) => void} */
    update(view) {
      bar.update(view);
      opponents.update(view);
      piles.update(view);
      const [bold, text] = hintOf(view);
      if (strong.textContent !== bold || rest.textContent !== text) {
        setText(strong, bold);
        setText(rest, text);
        // A new sentence is new altogether: a space that stayed would move as the line is centred again.
        hint.replaceChildren(strong, " ", rest);
      }
      mine.update(view);
      felt.dataset.opponents = String(view.opponents.length);
    },
  };
}

/** @param {BoardActs} acts */
function createBar(acts) {
  const leave = button(
    { class: "round", "data-testid": "leave", "aria-label": gettext("Leave the table") },
    acts.leave,
    icon("leave"),
  );
  const title = element("h1", { class: "where" });
  const last = element("span", { class: "chip last-turns", hidden: true }, gettext("Last turns"));
  const coached = element(
    "span",
    { class: "chip coached", "data-testid": "coached", hidden: true },
    gettext("Coaching"),
  );
  const rulesText = element("span", { class: "words" });
  const rules = button(
    { class: "chip", "data-testid": "show-rules" },
    acts.showRules,
    icon("rules"),
    rulesText,
  );
  const gallery = element("span", { class: "gallery", hidden: true });
  const help = button(
    { class: "round help", "data-testid": "help", "aria-label": gettext("Keys and help") },
    acts.showHelp,
    icon("help"),
  );
  const card = button(
    { class: "round", "data-testid": "scorecard", "aria-label": gettext("Scorecard") },
    acts.showScorecard,
    icon("card"),
  );
  const bar = element(
    "header",
    { class: "bar" },
    leave,
    title,
    last,
    coached,
    rules,
    element("span", { class: "grow" }),
    gallery,
    help,
    ...createSwitches(acts.showPreferences),
    card,
  );
  return {
    element: bar,
    /** @type {(view: View) => void} */
    update({ table, state }) {
      const places = { hole: Math.max(table.hole, 1), holes: table.holes };
      const [hole, of] = emphasised(interpolate(gettext("<b>Hole %(hole)s</b> of %(holes)s"), places));
      if (title.textContent !== `${hole} ${of}`)
        title.replaceChildren(element("b", {}, hole), " ", element("span", {}, of));
      setText(rulesText, tableSummary(table));
      rules.setAttribute(
        "aria-label",
        interpolate(gettext("Rules: %(rules)s"), { rules: tableSummary(table) }),
      );
      last.hidden = table.phase !== "last_turns";
      coached.hidden = !table.coaching || !last.hidden;
      gallery.hidden = state.gallery === 0;
      const watching = ngettext("%(n)s is watching", "%(n)s are watching", state.gallery);
      gallery.title = interpolate(watching, { n: state.gallery });
      if (gallery.dataset.count !== String(state.gallery)) {
        gallery.dataset.count = String(state.gallery);
        gallery.replaceChildren(
          icon("eye"),
          String(state.gallery),
          element("span", { class: "only-spoken" }, gettext("watching")),
        );
      }
    },
  };
}

/** @param {BoardActs} acts */
function createOpponents(acts) {
  const section = element("section", { class: "opponents", "aria-label": gettext("The other players") });
  /** @type {Map<number, ReturnType<typeof createOpponent>>} */
  let panels = new Map();
  return {
    element: section,
    /** @type {(view: View) => void} */
    update(view) {
      const numbers = view.opponents.map(({ number }) => number);
      if ([...panels.keys()].join() !== numbers.join()) {
        panels = new Map(numbers.map((number) => [number, createOpponent(number, acts.showSeat)]));
        section.replaceChildren(...[...panels.values()].map((panel) => panel.element));
      }
      for (const [index, { number, seat }] of view.opponents.entries()) {
        panels.get(number)?.update(view, seat, index);
      }
    },
  };
}

/** @param {BoardActs} acts */
function createMine(acts) {
  const who = createWho(acts.coaching?.element, acts.sayButton);
  const about = createAbout(() => acts.showSeat?.(bottom));
  let bottom = 0;
  const place = element("div", { class: "grid-place" });
  const back = button(
    { class: "button main take-back", "data-testid": "take-back", hidden: true },
    () => acts.send({ do: "take_back_seat" }),
    gettext("Take my seat back"),
  );
  const section = element(
    "section",
    { class: "mine seat", role: "group" },
    place,
    who.element,
    about.element,
    back,
  );
  /** @type {(view: View, seat: Seat) => void} */
  let drawGrid = () => {};

  /** The own grid is made of buttons, the one that a gallery sees in its place is not. @param {View} view */
  function useGridFor(view) {
    const key = `${view.bottom} ${view.own}`;
    if (place.dataset.key === key) return;
    place.dataset.key = key;
    if (view.own !== null) {
      const grid = createOwnGrid(view.own, acts.choose);
      drawGrid = grid.update;
      place.replaceChildren(grid.element);
      section.removeAttribute("data-testid");
    } else {
      const grid = createGrid(view.bottom, true);
      drawGrid = (now, seat) => grid.update(now.table, seat);
      place.replaceChildren(grid.element);
      section.dataset.testid = `opponent-${view.bottom}`;
    }
  }

  return {
    element: section,
    /** @type {(view: View) => void} */
    update(view) {
      const seat = view.table.seats[view.bottom];
      section.hidden = !seat;
      if (!seat) return;
      useGridFor(view);
      drawGrid(view, seat);
      bottom = view.bottom;
      section.dataset.seat = String(bottom);
      about.element.hidden = view.own !== null || !acts.showSeat;
      about.update(seat, bottom);
      who.update(view, seat, view.bottom);
      acts.coaching?.update(view);
      section.setAttribute(
        "aria-label",
        view.own === null ? seatLabel(view, seat, view.bottom) : ownLabel(view),
      );
      section.classList.toggle("on-turn", view.table.turn === view.bottom);
      back.hidden = !option(view.state.legal, "take_back_seat");
      enable(back, !back.hidden);
    },
  };
}

/**
 * @param {View} view
 * @returns {string}
 */
function ownLabel(view) {
  const seat = view.table.seats[view.bottom];
  const label = seat ? seatLabel(view, seat, view.bottom) : "";
  return interpolate(gettext("Your cards. %(facts)s"), { facts: label });
}
