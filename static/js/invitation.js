/** How others come to a table: its link to copy or to hand to another app, its code, and a QR code to scan. */

import { openDialog } from "./dialog.js";
import { button, element, icon } from "./element.js";
import { gettext } from "./texts.js";

/** @import { Boot } from "./boot.js" */

/**
 * @param {Boot} boot
 * @param {(sentence: string) => void} tell
 * @returns {HTMLElement}
 */
export function createInvitation(boot, tell) {
  const address = `${location.origin}${location.pathname}`;
  const link = element("input", {
    readonly: true,
    value: address,
    "aria-label": gettext("Link to this table"),
    id: "share-link",
  });
  link.addEventListener("focus", () => link.select());
  return element(
    "section",
    { class: "invitation", "aria-labelledby": "invitation-title" },
    element(
      "div",
      { class: "invitation-words" },
      element("h2", { id: "invitation-title" }, gettext("Invite friends")),
      element("div", { class: "share" }, link, copyButton(link, tell)),
      element(
        "div",
        { class: "row" },
        element("p", { class: "code" }, gettext("Code of the table:"), " ", element("b", {}, boot.code)),
        shareButton(address),
        qrButton(boot),
      ),
    ),
    // On wide screens beside the link; where it is not shown it is not fetched.
    element("div", { class: "qr-beside" }, qrCode(boot)),
  );
}

/**
 * @param {HTMLInputElement} link
 * @param {(sentence: string) => void} tell
 * @returns {HTMLElement}
 */
function copyButton(link, tell) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link.value);
      tell(gettext("The link is copied."));
    } catch {
      link.focus();
      tell(gettext("Copy the link from the field."));
    }
  };
  return button({ class: "button", "data-testid": "copy-link" }, copy, icon("copy"), gettext("Copy"));
}

/**
 * Hand the link to another app, where the device can.
 * @param {string} url
 * @returns {HTMLElement | null}
 */
function shareButton(url) {
  if (!("share" in navigator)) return null;
  const invitation = { title: document.title, text: gettext("Come and play Six-Card Golf with me."), url };
  const share = () => {
    // Whoever closes the list of apps again has changed their mind, and nothing is wrong.
    navigator.share(invitation).catch(() => {});
  };
  return button({ class: "button", "data-testid": "share" }, share, icon("people"), gettext("Share"));
}

/**
 * @param {Boot} boot
 * @returns {HTMLElement}
 */
function qrButton(boot) {
  const show = () => {
    const code = element("p", { class: "code" }, boot.code);
    openDialog(gettext("Scan to join"), [element("div", { class: "qr-large" }, qrCode(boot), code)], [], {
      testid: "qr-window",
    });
  };
  return button(
    { class: "button qr-button", "data-testid": "show-qr" },
    show,
    icon("qr"),
    gettext("QR code"),
  );
}

/**
 * @param {Boot} boot
 * @returns {HTMLImageElement}
 */
function qrCode(boot) {
  const alt = gettext("QR code with the link to this table");
  return element("img", { class: "qr", src: boot.qr_url, alt, width: 180, height: 180, loading: "lazy" });
}
