/** Achievements that are reached while somebody sits at a table: told quietly. */

import { gettext, interpolate } from "./texts.js";

/** @typedef {{key: string, name: string, sentence: string}} Achievement */

/**
 * What to say of achievements with these keys; their names come from the site, in the reader's language.
 * @param {string[]} keys
 * @param {(address: string) => Promise<Response>} [fetcher]
 * @returns {Promise<string>} empty where their names cannot be had: the profile has them
 */
export async function awardSentence(keys, fetcher = fetch) {
  try {
    const answer = await fetcher("/api/v1/achievements");
    /** @type {{items: Achievement[]}} */
    const { items } = await answer.json();
    return items
      .filter(({ key }) => keys.includes(key))
      .map(({ name, sentence }) =>
        interpolate(gettext("Achievement: %(name)s. %(sentence)s"), { name, sentence }),
      )
      .join(" ");
  } catch {
    return "";
  }
}
