/** Whoever goes by keyboard keeps a place on the page, also where what they have just used is gone. */

import { dialogIsOpen } from "./dialog.js";

/**
 * Watch where the focus is. What comes back is called after each drawing: where the focus was on something that is not
 * to be seen any more, it goes on to the result, to what can be done now, or to the table.
 * @param {HTMLElement} root of the table
 * @returns {() => void}
 */
export function createFocus(root) {
  /** @type {Element | null} */
  let last = null;
  root.addEventListener("focusin", ({ target }) => {
    last = /** @type {Element} */ (target);
  });
  return () => {
    if (!last || dialogIsOpen() || (last.isConnected && last.checkVisibility())) return;
    const focused = document.activeElement;
    if (focused && focused !== document.body && focused !== last && focused.checkVisibility()) return;
    const next = root.querySelector(".sheet:not([hidden]) h2, .felt button.legal:not(.say)") ?? root;
    /** @type {HTMLElement} */ (next).focus();
  };
}
