/** Telling what happens: a polite live region, the log beside the table, the toast, the banner. */

import { awardSentence } from "./awards.js";
import { element } from "./element.js";
import { gettext } from "./texts.js";

/** @import { Frame } from "./protocol.js" */

const LOG_LENGTH = 40;
const TOAST_TIME = 5_000;
const BANNER_TIME = 3_200;

export function createAnnouncer() {
  const spoken = element("div", {
    class: "only-spoken",
    role: "status",
    "aria-live": "polite",
    "data-testid": "spoken",
  });
  const log = element("ol", { class: "log", tabindex: 0, "aria-label": gettext("What happened") });
  // Empty rather than hidden: what is not there when it is written is not read out.
  const toast = element("div", { class: "toast", role: "status", "data-testid": "toast" });
  const banner = element("div", { class: "banner", "aria-hidden": "true", hidden: true });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let toastTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let bannerTimer;
  /** @type {string[]} */
  let waiting = [];

  /** Everything of one moment is spoken as one, after the newest state is on the page. */
  function speak() {
    spoken.replaceChildren(element("p", {}, waiting.join(" ")));
    waiting = [];
  }

  const announcer = {
    elements: [spoken, toast],
    bannerElement: banner,
    log,
    /** @param {string} sentence for those who listen */
    say(sentence) {
      if (!sentence) return;
      if (waiting.length === 0) setTimeout(speak, 60);
      waiting.push(sentence);
    },
    /** @param {string} sentence for the log */
    note(sentence) {
      if (!sentence) return;
      log.prepend(element("li", {}, sentence));
      while (log.children.length > LOG_LENGTH) log.lastElementChild?.remove();
    },
    /** @param {string} sentence that went wrong, or a small success */
    toast(sentence) {
      if (!sentence) return;
      clearTimeout(toastTimer);
      toast.textContent = sentence;
      toastTimer = setTimeout(() => toast.replaceChildren(), TOAST_TIME);
    },
    /** The banner's moment is over, before its time. */
    clearBanner() {
      banner.hidden = true;
    },
    /** @param {string} sentence that everybody should see for a moment */
    banner(sentence) {
      clearTimeout(bannerTimer);
      banner.hidden = false;
      banner.textContent = sentence;
      bannerTimer = setTimeout(() => {
        banner.hidden = true;
      }, BANNER_TIME);
    },
    /** What a frame says to the reader alone. @param {Frame} frame */
    async hear(frame) {
      if (frame.type === "error") announcer.toast(frame.message);
      if (frame.type !== "awarded") return;
      const sentence = await awardSentence(frame.achievements);
      announcer.toast(sentence);
      announcer.note(sentence);
    },
  };
  return announcer;
}
