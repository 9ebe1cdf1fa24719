/**
 * How the person at this browser likes things. Every preference is an attribute of <html>, which the server has
 * put there, so that style sheets obey it alone and from the first paint. A change is seen at once and kept in the
 * background; where it cannot be kept, it still holds for this page.
 */

import { readBoot } from "./boot.js";
import { gettext } from "./texts.js";

/**
 * @typedef {"theme" | "motion" | "sound" | "vibration" | "deck" | "cards" | "back" | "confirm" | "phrases"} Name
 * @typedef {(name: Name, value: string) => void} Listener
 */

/** @type {Set<Listener>} */
const listeners = new Set();
/** @type {Set<(sentence: string) => void>} */
const complaints = new Set();
/** One after the other, so that the last one asked for is the last one kept. @type {Promise<boolean>} */
let saving = Promise.resolve(true);

/**
 * What is chosen now.
 * @param {Name} name
 * @returns {string}
 */
export function preference(name) {
  return document.documentElement.dataset[name] ?? "";
}

/**
 * Choose: it holds at once. The promise tells whether it is kept.
 * @param {Name} name
 * @param {string} value
 * @returns {Promise<boolean>}
 */
export function changePreference(name, value) {
  if (preference(name) === value) return saving;
  document.documentElement.dataset[name] = value;
  if (name === "theme") colourTheBrowser(value);
  for (const listener of listeners) listener(name, value);
  saving = saving.then(() => keep(name, value));
  return saving;
}

/**
 * Be told of every change.
 * @param {Listener} listener
 */
export function onPreference(listener) {
  listeners.add(listener);
}

/**
 * Be told, in a sentence for people, when a change could not be kept.
 * @param {(sentence: string) => void} listener
 */
export function onPreferenceLost(listener) {
  complaints.add(listener);
}

/**
 * The browser round the page goes with it. @param {string} theme
 */
function colourTheBrowser(theme) {
  for (const meta of document.querySelectorAll("meta[data-scheme]")) {
    const scheme = meta.getAttribute("data-scheme");
    const chosen = theme === scheme ? "all" : "not all";
    meta.setAttribute("media", theme === "auto" ? `(prefers-color-scheme: ${scheme})` : chosen);
  }
}

/**
 * @param {Name} name
 * @param {string} value
 * @returns {Promise<boolean>}
 */
async function keep(name, value) {
  const kept = await isKept(name, value);
  const sentence = gettext("It holds for now, but could not be kept.");
  if (!kept) for (const complain of complaints) complain(sentence);
  return kept;
}

/**
 * @param {Name} name
 * @param {string} value
 * @returns {Promise<boolean>}
 */
async function isKept(name, value) {
  const { preferences_url, csrf } = readBoot();
  try {
    const answer = await fetch(preferences_url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": csrf },
      body: new URLSearchParams({ [name]: value }),
      keepalive: true,
    });
    return answer.ok;
  } catch {
    return false;
  }
}
