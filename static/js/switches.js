/** What the bar of the table has for preferences: sounds on and off by one tap, and the way to all others. */

import { button, icon } from "./element.js";
import { changePreference, onPreference, preference } from "./preferences.js";
import { gettext } from "./texts.js";

/**
 * Sounds on, or off.
 * @returns {string} what they are now, in a sentence
 */
export function switchSound() {
  const value = preference("sound") === "on" ? "off" : "on";
  changePreference("sound", value);
  return value === "on" ? gettext("Sounds are on.") : gettext("Sounds are off.");
}

/**
 * The way to all preferences.
 * @param {() => void} showPreferences
 * @returns {HTMLElement}
 */
export function preferencesButton(showPreferences) {
  const name = gettext("Preferences");
  return button(
    {
      class: "round",
      "data-testid": "preferences",
      "aria-label": name,
      title: name,
      "aria-keyshortcuts": "P",
    },
    showPreferences,
    icon("sliders"),
  );
}

/**
 * Both buttons.
 * @param {() => void} showPreferences
 * @returns {HTMLElement[]}
 */
export function createSwitches(showPreferences) {
  const sound = button(
    { class: "round", "data-testid": "sound", "aria-label": gettext("Sounds"), "aria-keyshortcuts": "M" },
    switchSound,
  );

  function show() {
    const on = preference("sound") === "on";
    sound.setAttribute("aria-pressed", String(on));
    sound.title = on ? gettext("Sounds are on.") : gettext("Sounds are off.");
    sound.replaceChildren(icon(on ? "sound-on" : "sound-off"));
  }
  onPreference((name) => name === "sound" && show());
  show();
  return [sound, preferencesButton(showPreferences)];
}
