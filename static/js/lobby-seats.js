/** The seats of a table before the game: who has them, which are free, and computer players to be asked. */

import { button, element, icon } from "./element.js";
import { faceOf, levelOf, levels, pageOf, personas, portrait } from "./personas.js";
import { option } from "./protocol.js";
import { createAbout } from "./seat.js";
import { gettext, interpolate } from "./texts.js";

/** @import { Command, Seat } from "./protocol.js" */
/** @import { View } from "./view.js" */
/** @import { Boot } from "./boot.js" */

/** The level at which computer players play unless another is chosen. */
const USUAL = "club";

/** @typedef {{send: (command: Command) => void, showSeat: (number: number) => void}} SeatActs */

/**
 * @param {View} view
 * @param {Seat | null} seat
 * @param {number} number
 * @param {Boot} boot
 * @param {SeatActs} acts
 * @returns {HTMLElement}
 */
export function seatRow(view, seat, number, boot, acts) {
  if (!seat) {
    const sit = sitButton(view, number, boot, acts);
    const empty = element("span", { class: "chair", "aria-hidden": "true" }, String(number + 1));
    return element(
      "li",
      { class: "free" },
      empty,
      element("span", { class: "name" }, gettext("Free seat")),
      sit,
    );
  }
  const notes = [];
  if (number === view.table.host) notes.push(gettext("host"));
  if (seat.kind === "cpu") {
    notes.push(levelOf(seat), personas()[seat.persona ?? ""]?.style ?? gettext("computer player"));
  }
  if (seat.kind !== "cpu" && !seat.connected) notes.push(gettext("away"));
  const name = number === view.own ? interpolate(gettext("%(name)s (you)"), { name: seat.name }) : seat.name;
  const words = element(
    "span",
    { class: "name" },
    element(
      "b",
      {},
      pageOf(seat) ? element("a", { href: pageOf(seat), target: "_blank", rel: "noopener" }, name) : name,
    ),
    element("small", {}, notes.filter(Boolean).join(" · ")),
  );
  const face = portrait(faceOf(seat));
  return element(
    "li",
    {},
    face,
    words,
    aboutButton(view, seat, number, acts),
    removeButton(view, seat, number, acts),
  );
}

/**
 * Over all of the row but what removes them: who sits there, and the way to report them.
 * @param {View} view
 * @param {Seat} seat
 * @param {number} number
 * @param {SeatActs} acts
 * @returns {HTMLElement | null}
 */
function aboutButton(view, seat, number, acts) {
  if (number === view.own) return null;
  const about = createAbout(() => acts.showSeat(number));
  about.update(seat, number);
  return about.element;
}

/**
 * @param {View} view
 * @param {number} number
 * @param {Boot} boot
 * @param {SeatActs} acts
 * @returns {HTMLElement | null}
 */
function sitButton(view, number, boot, acts) {
  const attributes = { class: "button", "data-testid": `sit-${number}` };
  if (!boot.signed_in) {
    return element(
      "button",
      { ...attributes, type: "submit", form: "sit-form", name: "seat", value: number },
      gettext("Sit here"),
    );
  }
  if (!option(view.state.legal, "sit")?.seat?.includes(number)) return null;
  return button(attributes, () => acts.send({ do: "sit", seat: number }), gettext("Sit here"));
}

/**
 * @param {View} view
 * @param {Seat} seat
 * @param {number} number
 * @param {SeatActs} acts
 * @returns {HTMLElement | null}
 */
function removeButton(view, seat, number, acts) {
  if (number === view.own || !option(view.state.legal, "remove")?.seat?.includes(number)) return null;
  const label = interpolate(gettext("Remove %(who)s"), { who: seat.name });
  const attributes = { class: "round", "aria-label": label, "data-testid": `remove-${number}` };
  return button(attributes, () => acts.send({ do: "remove", seat: number }), icon("close"));
}

/**
 * Computer players to be asked to the table, at a level that stays chosen.
 * @param {SeatActs} acts
 */
export function createAsking(acts) {
  const title = element("h2", {}, gettext("Ask a computer player"));
  const choices = element(
    "fieldset",
    { class: "level-choice" },
    element("legend", {}, gettext("Level")),
    element(
      "div",
      { class: "picks" },
      ...Object.entries(levels()).map(([key, name]) => levelChoice(key, name)),
    ),
  );
  const faces = element("div", { class: "faces" });
  const all = element("div", { class: "lobby-faces" }, title, choices, faces);
  /** @type {(persona: string) => void} */
  const ask = (persona) => {
    const chosen = /** @type {HTMLInputElement | null} */ (choices.querySelector(":checked"));
    acts.send({ do: "add_cpu", persona, level: chosen?.value ?? USUAL });
  };
  return {
    element: all,
    /** @type {(view: View) => void} */
    update(view) {
      const keys = option(view.state.legal, "add_cpu")?.persona ?? [];
      all.hidden = keys.length === 0;
      faces.replaceChildren(...keys.map((key) => faceButton(key, ask)));
    },
  };
}

/**
 * @param {string} key
 * @param {string} name
 * @returns {HTMLElement}
 */
function levelChoice(key, name) {
  const radio = { type: "radio", name: "cpu-level", value: key, checked: key === USUAL };
  const input = element("input", { ...radio, "data-testid": `level-${key}` });
  return element("label", {}, input, element("span", {}, name));
}

/**
 * @param {string} key
 * @param {(persona: string) => void} ask
 * @returns {HTMLElement}
 */
function faceButton(key, ask) {
  const { name, style } = personas()[key] ?? { name: key, style: "" };
  const label = interpolate(gettext("Add %(who)s, %(style)s"), { who: name, style });
  const attributes = { class: "face-button", "aria-label": label, "data-testid": `add-cpu-${key}` };
  const words = [element("b", {}, name), " ", element("small", {}, style)];
  return button(attributes, () => ask(key), portrait(key), ...words);
}
