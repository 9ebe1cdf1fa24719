/** The section of a replay that checks every shuffle of the game in the browser, and says in words what that proves. */

import { button, element, setText } from "./element.js";
import { gettext, interpolate, ngettext } from "./texts.js";
import { canVerify, verifyGame } from "./verify.js";

/** @import { FileEvent, Rules, Verdict } from "./verify.js" */

/**
 * The section, closed. Opening it checks, and so does its button, as often as it is asked.
 * @param {Rules} rules
 * @param {FileEvent[]} events with every card, as files of games have them
 * @param {{names?: string[], about?: string}} [options] the seats' names; the address of the page with the algorithm
 * @returns {{element: HTMLDetailsElement}}
 */
export function createFairness(rules, events, { names = [], about } = {}) {
  const answer = element("p", { role: "status", class: "fairness-answer" });
  const bar = element("progress", {
    max: 1,
    value: 0,
    hidden: true,
    "aria-label": gettext("Shuffles checked"),
  });
  const rows = element("tbody");
  const table = element(
    "div",
    { class: "fairness-table", hidden: true, tabindex: 0, role: "region" },
    tableOf(rows),
  );
  table.setAttribute("aria-label", gettext("Every shuffle of this game"));
  let running = false;

  async function check() {
    if (running) return;
    running = true;
    const count = Math.max(1, events.filter((event) => event.type === "hole_started").length);
    bar.max = count;
    bar.value = 0;
    bar.hidden = false;
    rows.replaceChildren();
    setText(answer, gettext("Checking every shuffle…"));
    const { holes } = await verifyGame(rules, events, {
      onHole(verdict) {
        bar.value += 1;
        rows.append(rowOf(verdict, names));
        table.hidden = false;
      },
    });
    bar.hidden = true;
    setText(answer, sentence(holes));
    answer.classList.toggle(
      "unsound",
      holes.some((hole) => !hole.sound),
    );
    running = false;
  }

  const ask = button(
    { class: "button", "data-testid": "check-shuffles" },
    check,
    gettext("Check every shuffle"),
  );
  if (!canVerify()) {
    ask.hidden = true;
    setText(answer, gettext("Your browser works this out on secure pages (https) only."));
  }
  const section = element(
    "details",
    { class: "fairness", "data-testid": "fairness" },
    element("summary", {}, element("h2", {}, gettext("Fair shuffle"))),
    ...explained(about),
    ask,
    bar,
    answer,
    table,
  );
  section.addEventListener("toggle", () => {
    if (section.open && canVerify() && answer.textContent === "") check();
  });
  return { element: section };
}

/**
 * What is proved, and what is not.
 * @param {string | undefined} about
 * @returns {HTMLElement[]}
 */
function explained(about) {
  const proved = [
    gettext(
      "The server fixed its part of each shuffle, and showed its fingerprint, before it knew anybody's cut.",
    ),
    gettext(
      "Where somebody cut, nobody alone could choose the order: it comes from the server's secret and all cuts together.",
    ),
    gettext("The cards that were dealt, and every renewed stock, lie in exactly that order."),
  ];
  const open = [
    gettext("Where nobody cut, the order was the server's alone, though fixed beforehand."),
    gettext(
      "What is checked is the record that the site keeps. Only those who were at the table saw that the fingerprint was shown before the cuts.",
    ),
    gettext("A server could leave out a cut: compare yours, if you kept it, with those below."),
    gettext("A server that works together with a player could have let that player cut last."),
    gettext(
      "The server knows the order during the hole. That it shows it to nobody is not part of this proof.",
    ),
    gettext(
      "Nor is who sat there: whether several seats were one person's, or players told each other their cards.",
    ),
  ];
  return [
    element("h3", {}, gettext("What this proves")),
    element("ul", {}, ...proved.map((text) => element("li", {}, text))),
    element("h3", {}, gettext("What it does not prove")),
    element("ul", {}, ...open.map((text) => element("li", {}, text))),
    ...(about
      ? [
          element(
            "p",
            {},
            element(
              "a",
              { href: about, target: "_blank", rel: "noopener" },
              gettext("How the shuffle is fair, and how to check it yourself"),
            ),
          ),
        ]
      : []),
  ];
}

/**
 * The answer in one sentence.
 * @param {Verdict[]} holes
 * @returns {string}
 */
function sentence(holes) {
  const wrong = holes.find((hole) => !hole.sound);
  if (wrong) return interpolate(gettext("Hole %(hole)s: %(why)s"), { hole: wrong.hole, why: reason(wrong) });
  const dealt = holes.filter((hole) => hole.begun).length;
  if (dealt === 0) return gettext("No hole of this game was dealt.");
  const text = ngettext(
    "%(count)s hole: the order was fixed before anybody cut, and it is the order that was dealt.",
    "All %(count)s holes: the order was fixed before anybody cut, and it is the order that was dealt.",
    dealt,
  );
  return interpolate(text, { count: dealt });
}

/**
 * What is wrong with a hole.
 * @param {Verdict} verdict
 * @returns {string}
 */
function reason({ why }) {
  switch (why) {
    case "commitment":
      return gettext("its fingerprint is not the one that was shown before the cuts.");
    case "secret":
      return gettext("the secret does not have the fingerprint that was shown before the cuts.");
    case "cuts":
      return gettext("other cuts went in than were made.");
    case "pack":
      return gettext("the cards were dealt in another order.");
    case "renewal":
      return gettext("a renewed stock lies in another order.");
    case "card":
      return gettext("a card is not the one that lay there.");
    default:
      return gettext("its events cannot be followed.");
  }
}

/**
 * @param {HTMLElement} rows
 * @returns {HTMLTableElement}
 */
function tableOf(rows) {
  const heads = [gettext("Hole"), gettext("Result"), gettext("Fingerprint"), gettext("Cuts")];
  return element(
    "table",
    {},
    element("caption", { class: "only-spoken" }, gettext("Every shuffle of this game")),
    element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)))),
    rows,
  );
}

/**
 * @param {Verdict} verdict
 * @param {string[]} names
 * @returns {HTMLElement}
 */
function rowOf(verdict, names) {
  const cuts = Object.entries(verdict.cuts).map(([seat, cut]) => {
    const name = names[Number(seat)] ?? interpolate(gettext("Seat %(number)s"), { number: Number(seat) + 1 });
    return element("li", {}, element("b", {}, name), " ", element("code", {}, cut));
  });
  return element(
    "tr",
    { class: verdict.sound ? "sound" : "unsound" },
    element("th", { scope: "row" }, String(verdict.hole)),
    element("td", {}, result(verdict)),
    element("td", {}, element("code", {}, verdict.commitment)),
    element(
      "td",
      {},
      cuts.length ? element("ul", {}, ...cuts) : gettext("Nobody cut: the server's order alone."),
    ),
  );
}

/**
 * @param {Verdict} verdict
 * @returns {string}
 */
function result(verdict) {
  if (!verdict.sound) return reason(verdict);
  if (!verdict.begun) return gettext("Never dealt.");
  if (verdict.renewals === 0) return gettext("As promised.");
  const text = ngettext(
    "As promised, and so is %(count)s renewed stock.",
    "As promised, and so are %(count)s renewed stocks.",
    verdict.renewals,
  );
  return interpolate(text, { count: verdict.renewals });
}
