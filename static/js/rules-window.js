/** The rules of this table in a window: to read for everybody, to change for the host before the start. */

import { openDialog } from "./dialog.js";
import { element } from "./element.js";
import { choices, coachingSentence, rulesInPlay, switches } from "./rule-names.js";
import { gettext } from "./texts.js";

/** @typedef {Record<string, boolean | number | string>} Rules */

/**
 * Show the rules of the table.
 * @param {Rules} rules
 * @param {string} rulesUrl of the page with all rules
 * @param {boolean} [coaching] whether it is allowed here
 * @returns {Promise<string>}
 */
export function showRules(rules, rulesUrl, coaching) {
  const on = switches().filter((rule) => rules[rule.key] === true);
  const lines = on.flatMap((rule) => [element("dt", {}, rule.name), element("dd", {}, rule.sentence)]);
  const more = choices().flatMap(({ key, name, choices: ways }) => {
    const chosen = ways.find(([value]) => value === rules[key]);
    return chosen ? [element("dt", {}, name), element("dd", {}, chosen[1])] : [];
  });
  const plain = rulesInPlay(rules).length === 0;
  return openDialog(gettext("The rules of this table"), [
    element(
      "p",
      {},
      plain ? gettext("The plain game, without house rules.") : gettext("This table plays with:"),
    ),
    coaching && element("p", { "data-testid": "coaching-allowed" }, coachingSentence()),
    element("dl", { class: "rule-list" }, ...lines, ...more),
    element(
      "p",
      {},
      element("a", { href: rulesUrl, target: "_blank", rel: "noopener" }, gettext("All rules with examples")),
    ),
  ]);
}

/**
 * Let the host change the rules. The promise holds the new ones, or null where nothing shall change.
 * @param {Rules} rules
 * @returns {Promise<Rules | null>}
 */
export async function askForRules(rules) {
  const form = element("form", { class: "rule-form" });
  for (const { key, name, choices: ways } of choices()) {
    if (!(key in rules)) continue;
    const options = ways.map(([value, text]) =>
      element("option", { value, selected: rules[key] === value }, text),
    );
    form.append(
      element("label", { class: "rule-choice" }, name, element("select", { name: key }, ...options)),
    );
  }
  for (const { key, name, sentence } of switches()) {
    if (!(key in rules)) continue;
    const box = element("input", { type: "checkbox", name: key, checked: rules[key] === true });
    const words = element("span", {}, element("b", {}, name), element("span", { class: "help" }, sentence));
    form.append(element("label", { class: "rule-switch" }, box, words));
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  const answer = await openDialog(
    gettext("Change the rules"),
    [form],
    [{ value: "save", text: gettext("Play by these rules"), main: true, testid: "save-rules" }],
  );
  return answer === "save" ? rulesFrom(form, rules) : null;
}

/**
 * @param {HTMLFormElement} form
 * @param {Rules} rules as they were
 * @returns {Rules}
 */
function rulesFrom(form, rules) {
  const chosen = { ...rules };
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement) chosen[field.name] = field.checked;
    if (field instanceof HTMLSelectElement) {
      chosen[field.name] = typeof rules[field.name] === "number" ? Number(field.value) : field.value;
    }
  }
  return chosen;
}
