/** Windows over the table: the scorecard, the rules, the keys, a question before leaving. */

import { button, element, icon } from "./element.js";
import { gettext } from "./texts.js";

/** @import { Child } from "./element.js" */

/**
 * Open a window and wait for it to be closed. The promise holds what was chosen, "" where nothing was.
 * @param {string} title
 * @param {Child[]} content
 * @param {{value: string, text: string, main?: boolean, testid?: string}[]} [choices]
 * @param {{className?: string, testid?: string}} [look]
 * @returns {Promise<string>}
 */
export function openDialog(title, content, choices = [], look = {}) {
  const window = element("dialog", {
    class: `window ${look.className ?? ""}`,
    "aria-labelledby": "window-title",
    "data-testid": look.testid,
  });
  const close = button(
    { class: "round", "aria-label": gettext("Close") },
    () => window.close(""),
    icon("close"),
  );
  const buttons = choices.map(({ value, text, main, testid }) =>
    button(
      { class: main ? "button main" : "button", "data-testid": testid },
      () => window.close(value),
      text,
    ),
  );
  window.append(
    element("header", {}, element("h2", { id: "window-title" }, title), close),
    element(
      "div",
      { class: "window-body", role: "group", tabindex: 0, "aria-labelledby": "window-title" },
      ...content,
    ),
  );
  if (buttons.length) window.append(element("footer", {}, ...buttons));
  window.addEventListener("click", (event) => {
    if (event.target === window) window.close("");
  });
  document.querySelector("dialog")?.remove();
  document.body.append(window);
  window.showModal();
  return new Promise((resolve) => {
    window.addEventListener("close", () => {
      window.remove();
      resolve(window.returnValue);
    });
  });
}

/**
 * Whether a window is open, so that keys belong to it.
 * @returns {boolean}
 */
export function dialogIsOpen() {
  return document.querySelector("dialog[open]") !== null;
}
