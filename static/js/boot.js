/** What the page hands to the modules: who looks, at which table, and where things are. */

/**
 * @typedef {object} Boot
 * @property {string} code of the table
 * @property {string} ws path of its WebSocket
 * @property {string} sit_url
 * @property {string} rules_url
 * @property {string} home_url
 * @property {string} preferences_url
 * @property {string | null} name
 * @property {boolean} signed_in
 * @property {string} csrf
 */

/**
 * A JSON block of the page.
 * @param {string} id
 * @returns {any}
 */
function block(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}");
}

/** @returns {Boot} */
export function readBoot() {
  return block("boot");
}

/** @returns {Record<string, string>} addresses of the portraits by key */
export function readPictures() {
  return block("pictures");
}

/**
 * The full address of the table's WebSocket.
 * @param {Boot} boot
 * @returns {string}
 */
export function socketUrl(boot) {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${boot.ws}`;
}
