/**
 * Making a table: a summary of what will be played stays in sight, and rules are switches that show what they are.
 * No rule is known here: the server says what the choices come to.
 */

import { button } from "./element.js";

/** @typedef {Record<string, boolean | number | string>} Rules */

const PAUSE = 120;

const form = /** @type {HTMLFormElement} */ (document.getElementById("table-form"));
const summary = /** @type {HTMLElement} */ (document.getElementById("summary"));
const words = /** @type {HTMLElement} */ (document.getElementById("summary-words"));
const asPreset = /** @type {HTMLButtonElement} */ (document.getElementById("as-preset"));
const anyChanged = /** @type {HTMLElement} */ (document.getElementById("rules-changed"));
const rows = Array.from(
  /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".rule-choice")),
  rowOf,
);

let asked = 0;
let timer = 0;

/**
 * A rule's row: its choice, its mark and, where it is on or off, a switch that stands for the choice.
 * @param {HTMLElement} element
 */
function rowOf(element) {
  const rule = element.dataset.rule ?? "";
  const choice = /** @type {HTMLSelectElement} */ (element.querySelector("select"));
  const mark = /** @type {HTMLElement} */ (element.querySelector(".mark"));
  const toggle = /** @type {HTMLButtonElement | null} */ (null);
  const row = { rule, choice, mark, toggle, chosen: false };
  if ("switch" in element.dataset) {
    const attributes = {
      class: "toggle",
      role: "switch",
      "aria-checked": "false",
      "aria-labelledby": `${choice.id}_name`,
    };
    row.toggle = button(attributes, () => turn(row));
    choice.hidden = true;
    choice.after(row.toggle);
  }
  return row;
}

/**
 * Turn a rule on or off; what the preset says anyway is no change.
 * @param {ReturnType<typeof rowOf>} row
 */
function turn(row) {
  const on = row.toggle?.getAttribute("aria-checked") !== "true";
  row.choice.value = on === ofPreset(row.rule) ? "" : on ? "on" : "off";
  refresh();
}

/**
 * Whether the chosen preset has this rule on.
 * @param {string} rule
 */
function ofPreset(rule) {
  const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=preset]:checked"));
  return (chosen?.dataset.switches ?? "").split(" ").includes(rule);
}

/** Ask the server what the form comes to, once nothing has changed for a moment. */
function refresh() {
  mark();
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

/** Show at once what is chosen; what one rule brings along with another the server will say. */
function mark() {
  for (const row of rows) {
    const chosen = row.choice.value ? row.choice.value === "on" : ofPreset(row.rule);
    if (chosen !== row.chosen) row.toggle?.setAttribute("aria-checked", String(chosen));
    row.chosen = chosen;
    row.mark.hidden = row.choice.value === "";
  }
  const changed = rows.some(({ choice }) => choice.value !== "");
  asPreset.hidden = !changed;
  anyChanged.hidden = !changed;
}

async function ask() {
  const mine = ++asked;
  const chosen = new FormData(form);
  chosen.delete("csrfmiddlewaretoken");
  const query = new URLSearchParams(/** @type {[string, string][]} */ ([...chosen]));
  try {
    const answer = await fetch(`${form.dataset.summary}?${query}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok || mine !== asked) return;
    show(await answer.json());
  } catch {
    summary.hidden = true;
  }
}

/** @param {{html: string, rules: Rules | null}} answer */
function show({ html, rules }) {
  words.innerHTML = html;
  summary.hidden = false;
  for (const { rule, toggle } of rows) {
    if (rules) toggle?.setAttribute("aria-checked", String(rules[rule] === true));
  }
}

/** There is a seat for everybody who is asked to the table, as long as there are that many. */
function seatEverybody() {
  const needed = form.querySelectorAll("[name=cpus]:checked").length + 1;
  const seats = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=seats]:checked"));
  if (Number(seats?.value) >= needed) return;
  const enough = /** @type {HTMLInputElement | null} */ (
    form.querySelector(`[name=seats][value="${needed}"]`)
  );
  if (enough) enough.checked = true;
}

form.addEventListener("change", (event) => {
  if (/** @type {HTMLInputElement} */ (event.target).name === "cpus") seatEverybody();
  refresh();
});
asPreset.addEventListener("click", () => {
  for (const { choice } of rows) choice.value = "";
  refresh();
  /** @type {HTMLElement | null} */ (form.querySelector(".single-rules > summary"))?.focus();
});
mark();
ask();
