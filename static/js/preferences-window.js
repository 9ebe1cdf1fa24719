/** The preferences in a window over the table, with what else is wanted now and then. */

import { openDialog } from "./dialog.js";
import { element } from "./element.js";
import { preference } from "./preferences.js";
import { followChoices } from "./preferences-form.js";
import { gettext } from "./texts.js";

/** @import { Name } from "./preferences.js" */

/** Made once: what happens to a preference elsewhere is shown in it too. @type {HTMLElement | null} */
let form = null;

/**
 * Open the window.
 * @param {{rules?: () => void, help: () => void}} others that can be opened from here
 */
export async function showPreferences(others) {
  form ??= makeForm();
  const choices = [{ value: "help", text: gettext("Keys and help") }];
  if (others.rules) choices.unshift({ value: "rules", text: gettext("Rules") });
  const next = await openDialog(gettext("Preferences"), [form], choices, { testid: "preferences-window" });
  if (next === "rules") others.rules?.();
  if (next === "help") others.help();
}

/** @returns {HTMLElement} */
function makeForm() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("preferences"));
  const made = element("div", { class: "preferences-form" }, template.content.cloneNode(true));
  for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (made.querySelectorAll("input"))) {
    radio.checked = radio.value === preference(/** @type {Name} */ (radio.name));
  }
  made.append(followChoices(made));
  return made;
}
