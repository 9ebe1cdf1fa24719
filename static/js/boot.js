/** What the page hands to the modules: who looks, at which table, and where things are. */

/**
 * @typedef {object} Boot
 * @property {string} code of the table
 * @property {string} ws path of its WebSocket
 * @property {string} sit_url
 * @property {string} qr_url
 * @property {string} rules_url
 * @property {string} home_url
 * @property {string} preferences_url
 * @property {string | null} name
 * @property {boolean} signed_in
 * @property {string} csrf
 */

/** @returns {Boot} */
export function readBoot() {
  return JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
}

/**
 * The full address of the table's WebSocket.
 * @param {Boot} boot
 * @returns {string}
 */
export function socketUrl(boot) {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${boot.ws}`;
}
