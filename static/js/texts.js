/**
 * Every sentence that people read goes through here, so that it can be translated.
 * The page loads Django's catalogue before the modules; without one (in tests) texts stay English.
 */

/**
 * @typedef {{
 *   gettext?: (text: string) => string,
 *   ngettext?: (one: string, many: string, count: number) => string,
 * }} Catalogue
 */

const catalogue = /** @type {Catalogue} */ (globalThis);

/**
 * The translation of a text.
 * @param {string} text
 * @returns {string}
 */
export function gettext(text) {
  return catalogue.gettext ? catalogue.gettext(text) : text;
}

/**
 * The translation of a text that depends on a number.
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @returns {string}
 */
export function ngettext(one, many, count) {
  if (catalogue.ngettext) return catalogue.ngettext(one, many, count);
  return count === 1 ? one : many;
}

/**
 * The text with its `%(name)s` places filled in.
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function interpolate(text, values) {
  return text.replace(/%\((\w+)\)s/g, (place, name) => (name in values ? String(values[name]) : place));
}

/**
 * A text such as "<b>Swap the two</b> or skip." in two parts: the words that stand out, and the rest.
 * @param {string} text
 * @returns {[string, string]}
 */
export function emphasised(text) {
  const [, bold, rest] = /^<b>(.*)<\/b>\s*(.*)$/.exec(text) ?? ["", "", text];
  return [bold, rest];
}

/**
 * A number of points as people write it, with a real minus sign.
 * @param {number} points
 * @returns {string}
 */
export function points(points) {
  return points < 0 ? `\u2212${-points}` : String(points);
}
