/** The end of a hole and of the game: what everybody's cards came to, and what follows. */

import { button, element, icon } from "./element.js";
import { tinyGrid } from "./grid.js";
import { hintOf } from "./hint.js";
import { seatName } from "./narration.js";
import { faceOf, portrait } from "./personas.js";
import { option } from "./protocol.js";
import { partName } from "./rule-names.js";
import { gettext, interpolate, ngettext, points } from "./texts.js";

/** @import { Command, Seat } from "./protocol.js" */
/** @import { View } from "./view.js" */

/** @typedef {{send: (command: Command) => void, homeUrl: string, newTableUrl: string}} Ways */

/**
 * The sheet that comes up when a hole or the game is over. It can be put down to look at the table.
 * @param {Ways} ways
 */
export function createSheet(ways) {
  const body = element("div", { class: "sheet-body" });
  const foot = element("footer", { class: "sheet-foot" });
  const title = element("h2", { tabindex: "-1" });
  const fold = button({ class: "button quiet fold", "aria-expanded": "true" }, () => setFolded(!folded));
  const sheet = element(
    "section",
    { class: "sheet", "aria-label": gettext("Result"), hidden: true },
    element("header", {}, title, fold),
    body,
    foot,
  );
  let folded = false;
  let shown = "";

  /** @param {boolean} value */
  function setFolded(value) {
    folded = value;
    body.hidden = folded;
    sheet.classList.toggle("folded", folded);
    fold.textContent = folded ? gettext("Show result") : gettext("Look at the table");
    fold.setAttribute("aria-expanded", String(!folded));
  }

  return {
    element: sheet,
    /** @type {(view: View, ready: boolean) => void} */
    update(view, ready) {
      const over = ["hole_over", "game_over", "abandoned"].includes(view.table.phase);
      const wasHidden = sheet.hidden;
      sheet.hidden = !over || !ready;
      if (sheet.hidden) {
        shown = "";
        return;
      }
      const key = JSON.stringify([view.table, view.state.legal, view.state.tally, view.state.places]);
      if (key === shown) return;
      shown = key;
      if (wasHidden) setFolded(false);
      title.textContent = titleOf(view);
      const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.testid;
      body.replaceChildren(...(view.table.phase === "hole_over" ? [tally(view)] : gameResult(view)));
      foot.replaceChildren(...footButtons(view, ways));
      if (focused)
        /** @type {HTMLElement | null} */ (foot.querySelector(`[data-testid="${focused}"]`))?.focus();
    },
  };
}

/**
 * @param {View} view
 * @returns {string}
 */
function titleOf(view) {
  if (view.table.phase === "abandoned") return gettext("This game was ended");
  if (view.table.phase === "game_over") return gameTitle(view);
  return interpolate(gettext("Hole %(hole)s of %(holes)s"), {
    hole: view.table.hole,
    holes: view.table.holes,
  });
}

/**
 * @param {View} view
 * @returns {string}
 */
function gameTitle(view) {
  const winners = ranking(view).filter((one) => one.place === 1);
  if (winners.some((one) => one.number === view.own)) return gettext("You won the game!");
  if (winners.length > 1) return gettext("A shared first place");
  return interpolate(gettext("%(who)s won the game"), { who: winners[0]?.seat.name ?? "" });
}

/**
 * Everybody's line of the hole: cards, parts, score.
 * @param {View} view
 * @returns {HTMLElement}
 */
function tally(view) {
  const lines = view.table.seats.flatMap((seat, number) => {
    if (!seat) return [];
    const parts = view.state.tally?.[number]?.parts ?? [];
    return [
      element(
        "li",
        { class: number === view.own && "own" },
        portrait(faceOf(seat)),
        element(
          "div",
          { class: "tally-who" },
          element("b", {}, seatName(view.table, number, view.own)),
          partList(parts),
        ),
        tinyGrid(seat.grid),
        element("span", { class: "tally-score" }, points(seat.score ?? seat.showing)),
        element(
          "span",
          { class: "tally-total" },
          interpolate(gettext("%(total)s in all"), { total: points(seat.total) }),
        ),
      ),
    ];
  });
  return element("ol", { class: "tally" }, ...lines);
}

/**
 * @param {import("./protocol.js").Part[]} parts
 * @returns {HTMLElement}
 */
function partList(parts) {
  return element(
    "ul",
    { class: "parts" },
    ...parts.map((part) => {
      const column = part.why.startsWith("column ");
      return element(
        "li",
        { class: column ? "column" : "bonus" },
        element("span", { class: column && "only-spoken" }, `${partName(part.why)} `),
        column ? points(part.points) : signed(part.points),
      );
    }),
  );
}

/**
 * @param {number} value
 * @returns {string}
 */
function signed(value) {
  return value > 0 ? `+${value}` : points(value);
}

/**
 * Seats in the order of their places, as the server named them; after a reload the totals alone tell the order.
 * @param {View} view
 * @returns {{place: number, number: number, seat: Seat}[]}
 */
function ranking(view) {
  const taken = view.table.seats.flatMap((seat, number) => (seat ? [{ seat, number }] : []));
  const ranked = taken.map(({ seat, number }) => {
    const before = taken.filter((other) => other.seat.total < seat.total).length;
    return { seat, number, place: view.state.places?.[number] ?? before + 1 };
  });
  return ranked.sort((a, b) => a.place - b.place);
}

/**
 * @param {View} view
 * @returns {HTMLElement[]}
 */
function gameResult(view) {
  if (view.table.phase === "abandoned") {
    return [
      element("p", { class: "sheet-text" }, gettext("Nobody was at the table any more, or it was closed.")),
    ];
  }
  const lines = ranking(view).map(({ place, seat, number }) =>
    element(
      "li",
      { class: [number === view.own && "own", place === 1 && "first"].filter(Boolean).join(" ") },
      element("span", { class: "place" }, String(place)),
      portrait(faceOf(seat)),
      element("b", {}, seatName(view.table, number, view.own)),
      element(
        "span",
        { class: "tally-total" },
        interpolate(ngettext("%(n)s hole won", "%(n)s holes won", seat.holes_won), { n: seat.holes_won }),
      ),
      element("span", { class: "tally-score" }, points(seat.total)),
    ),
  );
  const last = element("details", {}, element("summary", {}, gettext("The last hole")), tally(view));
  return [element("ol", { class: "places" }, ...lines), last];
}

/**
 * @param {View} view
 * @param {Ways} ways
 * @returns {HTMLElement[]}
 */
function footButtons(view, ways) {
  const { legal } = view.state;
  const next = option(legal, "next_hole") && mainButton("next-hole", "next_hole", gettext("Next hole"), ways);
  if (next) next.setAttribute("aria-keyshortcuts", "N");
  const rematch = option(legal, "rematch") && mainButton("rematch", "rematch", gettext("Rematch"), ways);
  if (view.table.phase === "hole_over") {
    return [next || element("p", { class: "sheet-text", role: "status" }, hintOf(view)[1])];
  }
  const away = [
    element("a", { class: "button", href: ways.newTableUrl }, gettext("New table")),
    element("a", { class: "button", href: ways.homeUrl }, gettext("Home")),
  ];
  return rematch ? [rematch, ...away] : away;
}

/**
 * @param {string} testid
 * @param {string} name
 * @param {string} text
 * @param {Ways} ways
 * @returns {HTMLButtonElement}
 */
function mainButton(testid, name, text, ways) {
  return button(
    { class: "button main", "data-testid": testid },
    () => ways.send({ do: name }),
    text,
    icon("flag"),
  );
}
