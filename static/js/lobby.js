/** The table before the game: who is there, seats to take, an invitation to share, the rules, the start. */

import { button, element, icon, setText } from "./element.js";
import { createInvitation } from "./invitation.js";
import { createAsking, seatRow } from "./lobby-seats.js";
import { option } from "./protocol.js";
import { coachingSentence, rulesInWords } from "./rule-names.js";
import { preferencesButton } from "./switches.js";
import { gettext, interpolate, ngettext } from "./texts.js";

/** @import { Command } from "./protocol.js" */
/** @import { View } from "./view.js" */
/** @import { Boot } from "./boot.js" */

/**
 * @typedef {object} LobbyActs
 * @property {(command: Command) => void} send
 * @property {() => void} showRules
 * @property {() => void} changeRules
 * @property {() => void} leave
 * @property {() => void} showPreferences
 * @property {(sentence: string) => void} tell
 * @property {(number: number) => void} showSeat
 */

/**
 * @param {Boot} boot
 * @param {LobbyActs} acts
 */
export function createLobby(boot, acts) {
  const title = element("h1");
  const lead = element("p", { class: "lobby-lead" });
  const seats = element("ol", { class: "lobby-seats" });
  const asking = createAsking(acts);
  const rules = element("section", { class: "lobby-rules" });
  const invitation = createInvitation(boot, acts.tell);
  const foot = createFoot(boot, acts);
  const leaving = { class: "round", "data-testid": "leave", "aria-label": gettext("Leave the table") };
  const head = element(
    "header",
    {},
    element("div", {}, title, lead),
    preferencesButton(acts.showPreferences),
    button(leaving, acts.leave, icon("leave")),
  );
  const main = element(
    "section",
    { class: "lobby-main", "aria-label": gettext("Seats") },
    seats,
    asking.element,
  );
  const page = element("section", { class: "lobby", "aria-label": gettext("Before the game") }, head);
  return {
    element: page,
    /** @type {(view: View) => void} */
    update(view) {
      keepingFocus(page, () => {
        arrange(page, view.own === null, [head, invitation, main, rules, foot.element]);
        seats.replaceChildren(
          ...view.table.seats.map((seat, number) => seatRow(view, seat, number, boot, acts)),
        );
        asking.update(view);
        rules.replaceChildren(...rulesPart(view, acts));
      });
      setText(title, titleOf(view, boot));
      setText(lead, leadOf(view));
      foot.update(view);
    },
  };
}

/**
 * Whoever has a seat sees first how others come; whoever has none, who is there.
 * @param {HTMLElement} page
 * @param {boolean} visits
 * @param {HTMLElement[]} parts
 */
function arrange(page, visits, [head, invitation, main, rules, foot]) {
  const viewer = visits ? "visitor" : "seated";
  if (page.dataset.viewer === viewer) return;
  page.dataset.viewer = viewer;
  if (visits) page.replaceChildren(head, main, rules, invitation, foot);
  else page.replaceChildren(head, invitation, main, rules, foot);
}

/**
 * @param {View} view
 * @param {Boot} boot
 * @returns {string}
 */
function titleOf(view, boot) {
  const host = view.table.host === null ? null : view.table.seats[view.table.host];
  if (view.own !== null || !host) return interpolate(gettext("Table %(code)s"), { code: boot.code });
  return interpolate(gettext("%(who)s invites you to play"), { who: host.name });
}

/**
 * What this is, for those who have come by a link; and what is special here, for everybody.
 * @param {View} view
 * @returns {string}
 */
function leadOf(view) {
  if (view.own !== null) return view.table.coaching ? coachingSentence() : "";
  const text = ngettext(
    "Six-Card Golf: draw, swap, and have the lowest score after %(n)s hole. No account needed.",
    "Six-Card Golf: draw, swap, and have the lowest score after %(n)s holes. No account needed.",
    view.table.holes,
  );
  const lead = interpolate(text, { n: view.table.holes });
  return view.table.coaching ? `${lead} ${coachingSentence()}` : lead;
}

/**
 * What stays in sight: one thing to do, and a sentence about it.
 * @param {Boot} boot
 * @param {LobbyActs} acts
 */
function createFoot(boot, acts) {
  const hint = element("p", { class: "lobby-hint", "data-testid": "hint", role: "status" });
  const name = sitForm(boot);
  const big = { class: "button main large" };
  const start = button(
    { ...big, "data-testid": "start" },
    () => acts.send({ do: "start" }),
    gettext("Start the game"),
    icon("flag"),
  );
  const sit = boot.signed_in
    ? button({ ...big, "data-testid": "sit-down" }, () => acts.send({ do: "sit" }), gettext("Sit down"))
    : element("button", { ...big, "data-testid": "sit-down", form: "sit-form" }, gettext("Sit down"));
  return {
    element: element("footer", { class: "lobby-foot" }, hint, name, start, sit),
    /** @type {(view: View) => void} */
    update(view) {
      const free = view.table.seats.includes(null);
      const mayStart = option(view.state.legal, "start") !== undefined;
      name.hidden = boot.signed_in || !free;
      sit.hidden = view.own !== null || !free;
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
 * @param {LobbyActs} acts
 * @returns {HTMLElement[]}
 */
function rulesPart(view, acts) {
  const words = rulesInWords(view.table.rules);
  const holes = interpolate(ngettext("%(n)s hole", "%(n)s holes", view.table.holes), { n: view.table.holes });
  const chips = [holes, ...(words.length ? [] : [gettext("Classic rules")])];
  const list = words.map(({ name, sentence }) => element("li", {}, element("b", {}, name), " ", sentence));
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
    element("ul", { class: "rules-in-words" }, ...list),
    element("div", { class: "row" }, show, change || null),
  ];
}
