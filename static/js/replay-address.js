/** The address of a moment: it names what is shown, leads there, and can be copied. */

import { openDialog } from "./dialog.js";
import { button, element, icon } from "./element.js";
import { gettext } from "./texts.js";
import { addressOf, momentAt } from "./timeline.js";

/** @import { Moment } from "./timeline.js" */

/** Milliseconds that a moment has to stand before the address names it: browsers allow so many changes and no more. */
const NAMED_AFTER = 350;

/**
 * @param {Moment[]} moments
 * @param {(at: number) => void} go where somebody follows a link to another moment
 * @param {number} [otherwise] the moment to begin with where the address names none
 */
export function createAddress(moments, go, otherwise = 0) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let naming;
  addEventListener("hashchange", () => {
    const to = momentAt(moments, location.hash);
    if (to !== null) go(to);
  });
  return {
    /** The moment that the address names. */
    first: momentAt(moments, location.hash) ?? otherwise,
    /** @param {Moment} moment */
    name(moment) {
      clearTimeout(naming);
      const { hash } = location;
      naming = setTimeout(() => {
        // A link that was followed meanwhile stands, though its news is still on the way.
        if (location.hash === hash) history.replaceState(null, "", addressOf(moment));
      }, NAMED_AFTER);
    },
  };
}

/**
 * The button that copies the address of the moment that is shown. Where the browser does not let it, the address stands
 * in a window, chosen already, to be copied by hand.
 * @param {string} page its address
 * @param {() => Moment} shown
 * @param {(sentence: string) => void} tell
 * @returns {HTMLButtonElement}
 */
export function createCopyButton(page, shown, tell) {
  const copy = async () => {
    const address = page + addressOf(shown());
    try {
      await navigator.clipboard.writeText(address);
      tell(gettext("The link to this moment is copied."));
    } catch {
      offer(address);
    }
  };
  const text = gettext("Copy link to this moment");
  const look = { class: "button quiet copy-moment", title: text, "data-testid": "copy-moment" };
  return button(look, copy, icon("copy"), element("span", {}, text));
}

/** @param {string} address */
function offer(address) {
  const field = element("input", {
    id: "moment-link",
    readonly: true,
    value: address,
    "data-testid": "moment-link",
  });
  const label = element(
    "label",
    { for: "moment-link" },
    gettext("Your browser does not copy by itself. Here is the link:"),
  );
  openDialog(gettext("Link to this moment"), [label, field], [], {
    className: "paper",
    testid: "moment-link-window",
  });
  field.focus();
  field.select();
}
