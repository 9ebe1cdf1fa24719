/** Saying something: the button at the own seat and on the sheet, and the small window with all phrases. */

import { openDialog } from "./dialog.js";
import { button, element, enable, icon } from "./element.js";
import { phrases } from "./phrases.js";
import { gettext } from "./texts.js";

/** @import { ErrorFrame, OkFrame } from "./protocol.js" */

/** After a phrase the button rests for so many seconds; longer where the server asks for it. */
const REST = 1.5;

/**
 * @param {(phrase: string) => Promise<OkFrame | ErrorFrame | null>} say
 */
export function createPalette(say) {
  const openers = ["say", "say-at-the-end"].map((testid) =>
    button(
      {
        class: "round say",
        "data-testid": testid,
        "aria-label": gettext("Say something"),
        "aria-keyshortcuts": "C",
      },
      open,
      icon("speech"),
    ),
  );
  let offered = false;
  let resting = false;

  async function open() {
    if (resting || !offered) return;
    const chosen = await openDialog(gettext("Say something"), [choices()], [], {
      className: "palette",
      testid: "palette",
    });
    if (!chosen) return;
    rest(REST);
    const answer = await say(chosen);
    if (answer?.type === "error" && answer.retry_after) rest(answer.retry_after);
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {number} seconds */
  function rest(seconds) {
    clearTimeout(timer);
    resting = true;
    for (const opener of openers) enable(opener, false);
    timer = setTimeout(() => {
      resting = false;
      for (const opener of openers) enable(opener, true);
    }, seconds * 1_000);
  }

  return {
    opener: openers[0],
    openerAtTheEnd: openers[1],
    open,
    /** @param {boolean} now whether there is anything to say, and anybody to say it */
    update(now) {
      offered = now;
      for (const opener of openers) opener.hidden = !offered;
    },
  };
}

/** @returns {HTMLElement} the phrases, each a button that closes the window with its key */
function choices() {
  const made = Object.entries(phrases()).map(([key, words]) => {
    const choice = button(
      { class: "button phrase", "data-testid": `phrase-${key}` },
      () => choice.closest("dialog")?.close(key),
      words,
    );
    return element("li", {}, choice);
  });
  return element("ul", { class: "phrases" }, ...made);
}
