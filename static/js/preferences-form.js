/** The choices of all preferences, as they stand on their page and in the window: choosing is enough. */

import { element, setText } from "./element.js";
import { changePreference, onPreference } from "./preferences.js";
import { gettext } from "./texts.js";

/** @import { Name } from "./preferences.js" */

/**
 * Let every choice in here hold as soon as it is made, and show what is chosen elsewhere.
 * @param {HTMLElement} form with the radio buttons of the preferences
 * @returns {HTMLElement} the line that says whether the last choice is kept
 */
export function followChoices(form) {
  const line = element("p", { class: "kept", role: "status", "data-testid": "kept" });
  form.addEventListener("change", async ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const kept = await changePreference(/** @type {Name} */ (target.name), target.value);
    line.classList.toggle("lost", !kept);
    setText(line, kept ? gettext("Kept.") : gettext("It holds for now, but could not be kept."));
  });
  onPreference((name, value) => {
    const radio = form.querySelector(`[name="${name}"][value="${value}"]`);
    if (radio instanceof HTMLInputElement) radio.checked = true;
  });
  return line;
}
