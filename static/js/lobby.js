/** The table before the game: a link to share, seats to take, computer players to ask, the rules, the start. */

import { button, element, icon, setText } from "./element.js";
import { faceOf, personas, portrait } from "./personas.js";
import { option } from "./protocol.js";
import { rulesInPlay } from "./rule-names.js";
import { gettext, interpolate, ngettext } from "./texts.js";

/** @import { Command, Seat } from "./protocol.js" */
/** @import { View } from "./view.js" */
/** @import { Boot } from "./boot.js" */

/**
 * @typedef {object} LobbyActs
 * @property {(command: Command) => void} send
 * @property {() => void} showRules
 * @property {() => void} changeRules
 * @property {() => void} leave
 * @property {(sentence: string) => void} tell
 */

/**
 * @param {Boot} boot
 * @param {LobbyActs} acts
 */
export function createLobby(boot, acts) {
  const seats = element("ol", { class: "lobby-seats" });
  const faces = element("div", { class: "lobby-faces" });
  const rules = element("section", { class: "lobby-rules" });
  const start = button(
    { class: "button main large", "data-testid": "start" },
    () => acts.send({ do: "start" }),
    gettext("Start the game"),
    icon("flag"),
  );
  const hint = element("p", { class: "lobby-hint", "data-testid": "hint", role: "status" });
  const name = sitForm(boot);
  const title = element("h1", {}, interpolate(gettext("Table %(code)s"), { code: boot.code }));
  const leaving = { class: "round", "data-testid": "leave", "aria-label": gettext("Leave the table") };
  const leave = button(leaving, acts.leave, icon("leave"));
  const page = element(
    "section",
    { class: "lobby", "aria-label": gettext("Before the game") },
    element("header", {}, title, leave),
    share(acts.tell),
    name,
    seats,
    faces,
    rules,
    element("footer", { class: "lobby-foot" }, hint, start),
  );
  return {
    element: page,
    /** @type {(view: View) => void} */
    update(view) {
      keepingFocus(page, () => {
        seats.replaceChildren(
          ...view.table.seats.map((seat, number) => seatRow(view, seat, number, boot, acts)),
        );
        faces.replaceChildren(...faceButtons(view, acts));
        rules.replaceChildren(...rulesPart(view, acts));
      });
      name.hidden = boot.signed_in || view.table.seats.every((seat) => seat !== null);
      const mayStart = option(view.state.legal, "start") !== undefined;
      start.hidden = !view.state.you.host && !mayStart;
      start.toggleAttribute("disabled", !mayStart);
      setText(hint, lobbyHint(view, mayStart, boot));
    },
  };
}

/**
 * Draw anew, and give the focus back to what carries the same name.
 * @param {HTMLElement} page
 * @param {() => void} draw
 */
function keepingFocus(page, draw) {
  const focused = page.contains(document.activeElement)
    ? /** @type {HTMLElement} */ (document.activeElement)
    : null;
  const testid = focused?.dataset.testid;
  draw();
  if (testid && focused && !focused.isConnected) {
    const again =
      page.querySelector(`[data-testid="${testid}"]`) ?? page.querySelector("button:not([disabled])");
    /** @type {HTMLElement | null} */ (again)?.focus();
  }
}

/**
 * @param {View} view
 * @param {boolean} mayStart
 * @param {Boot} boot
 * @returns {string}
 */
function lobbyHint(view, mayStart, boot) {
  const free = view.table.seats.filter((seat) => seat === null).length;
  if (mayStart && free === 0) return gettext("Everybody is here.");
  if (mayStart) return gettext("You can start now, or wait for others.");
  if (view.own === null) {
    if (free === 0) return gettext("Every seat is taken. You may watch.");
    return boot.signed_in
      ? gettext("Take a seat to play.")
      : gettext("Choose a name and take a seat to play.");
  }
  if (view.state.you.host) return gettext("Share the link, or ask computer players to the table.");
  const host = view.table.host === null ? null : view.table.seats[view.table.host];
  return interpolate(gettext("%(who)s will start the game."), { who: host?.name ?? gettext("The host") });
}

/**
 * @param {(sentence: string) => void} tell
 * @returns {HTMLElement}
 */
function share(tell) {
  const address = `${location.origin}${location.pathname}`;
  const link = element("input", {
    readonly: true,
    value: address,
    "aria-label": gettext("Link to this table"),
    id: "share-link",
  });
  link.addEventListener("focus", () => link.select());
  const copy = button(
    { class: "button", "data-testid": "copy-link" },
    async () => {
      try {
        await navigator.clipboard.writeText(address);
        tell(gettext("The link is copied."));
      } catch {
        link.focus();
        tell(gettext("Copy the link from the field."));
      }
    },
    icon("copy"),
    gettext("Copy"),
  );
  return element("div", { class: "share" }, link, copy);
}

/**
 * The form by which a visitor sits down: the buttons of the free seats belong to it.
 * @param {Boot} boot
 * @returns {HTMLFormElement}
 */
function sitForm(boot) {
  return element(
    "form",
    { id: "sit-form", class: "sit-form", method: "post", action: boot.sit_url },
    element("input", { type: "hidden", name: "csrfmiddlewaretoken", value: boot.csrf }),
    element("label", { for: "sit-name" }, gettext("Your name at the table")),
    element("input", {
      id: "sit-name",
      name: "name",
      maxlength: 24,
      autocomplete: "nickname",
      placeholder: gettext("Guest"),
    }),
  );
}

/**
 * @param {View} view
 * @param {Seat | null} seat
 * @param {number} number
 * @param {Boot} boot
 * @param {LobbyActs} acts
 * @returns {HTMLElement}
 */
function seatRow(view, seat, number, boot, acts) {
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
  if (seat.kind === "cpu") notes.push(personas()[seat.persona ?? ""]?.style ?? gettext("computer player"));
  if (seat.kind !== "cpu" && !seat.connected) notes.push(gettext("away"));
  const name = number === view.own ? interpolate(gettext("%(name)s (you)"), { name: seat.name }) : seat.name;
  const words = element(
    "span",
    { class: "name" },
    element("b", {}, name),
    element("small", {}, notes.join(" · ")),
  );
  return element("li", {}, portrait(faceOf(seat)), words, removeButton(view, seat, number, acts));
}

/**
 * @param {View} view
 * @param {number} number
 * @param {Boot} boot
 * @param {LobbyActs} acts
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
 * @param {LobbyActs} acts
 * @returns {HTMLElement | null}
 */
function removeButton(view, seat, number, acts) {
  if (number === view.own || !option(view.state.legal, "remove")?.seat?.includes(number)) return null;
  const label = interpolate(gettext("Remove %(who)s"), { who: seat.name });
  const attributes = { class: "round", "aria-label": label, "data-testid": `remove-${number}` };
  return button(attributes, () => acts.send({ do: "remove", seat: number }), icon("close"));
}

/**
 * @param {View} view
 * @param {LobbyActs} acts
 * @returns {HTMLElement[]}
 */
function faceButtons(view, acts) {
  const keys = option(view.state.legal, "add_cpu")?.persona ?? [];
  if (keys.length === 0) return [];
  const known = personas();
  const buttons = keys.map((key) => {
    const { name, style } = known[key] ?? { name: key, style: "" };
    const label = interpolate(gettext("Add %(who)s, %(style)s"), { who: name, style });
    const attributes = { class: "face-button", "aria-label": label, "data-testid": `add-cpu-${key}` };
    const words = [element("b", {}, name), " ", element("small", {}, style)];
    return button(attributes, () => acts.send({ do: "add_cpu", persona: key }), portrait(key), ...words);
  });
  return [
    element("h2", {}, gettext("Ask a computer player")),
    element("div", { class: "faces" }, ...buttons),
  ];
}

/**
 * @param {View} view
 * @param {LobbyActs} acts
 * @returns {HTMLElement[]}
 */
function rulesPart(view, acts) {
  const names = rulesInPlay(view.table.rules);
  const holes = interpolate(ngettext("%(n)s hole", "%(n)s holes", view.table.holes), { n: view.table.holes });
  const chips = [holes, ...(names.length ? names : [gettext("Classic rules")])];
  const show = button(
    { class: "button", "data-testid": "show-rules" },
    acts.showRules,
    icon("rules"),
    gettext("Rules"),
  );
  const change =
    option(view.state.legal, "rules") &&
    button({ class: "button", "data-testid": "change-rules" }, acts.changeRules, gettext("Change"));
  return [
    element("h2", {}, gettext("What you play")),
    element("ul", { class: "chips" }, ...chips.map((text) => element("li", {}, text))),
    element("div", { class: "row" }, show, change || null),
  ];
}
