/** What else can be done with a finished game: check its shuffles, play on, share it, take it along. */

import { button, element, icon } from "./element.js";
import { gettext } from "./texts.js";

/**
 * @typedef {object} Boot what the page says of itself
 * @property {string | undefined} play_on_url
 * @property {string} csrf
 * @property {string | null} share_url
 * @property {string | null} export_url
 * @property {string | null} results_url
 * @property {string | undefined} analysis_url
 */

/**
 * @param {Boot} boot
 * @param {{showFairness: (() => void) | null, seq: () => number}} acts `seq`: number of the last event that is shown
 * @returns {HTMLElement}
 */
export function createWays(boot, { showFairness, seq }) {
  const fair = { class: "button quiet", "data-testid": "show-fairness" };
  const ways = element("p", { class: "ways" });
  if (showFairness) ways.append(button(fair, showFairness, icon("check"), gettext("Fair shuffle")));
  if (document.body.classList.contains("embedded")) return ways;
  if (boot.analysis_url) {
    const look = { class: "button quiet", href: boot.analysis_url, "data-testid": "analysis" };
    ways.append(element("a", look, gettext("Analysis")));
  }
  if (boot.play_on_url) ways.append(playOnForm(boot, seq));
  if (boot.share_url) {
    const look = { class: "button quiet", href: boot.share_url, "data-testid": "share" };
    ways.append(element("a", look, icon("share"), gettext("Share")));
  }
  if (boot.results_url) {
    const look = { class: "button quiet", href: boot.results_url, "data-testid": "results" };
    ways.append(element("a", look, gettext("What it counted")));
  }
  if (boot.export_url) {
    const look = { class: "button quiet", href: boot.export_url, download: "", "data-testid": "export" };
    ways.append(element("a", look, gettext("Take it along")));
  }
  return ways;
}

/**
 * A table of one's own, from the moment that is shown.
 * @param {Boot} boot
 * @param {() => number} seq
 */
function playOnForm({ csrf, play_on_url }, seq) {
  const field = element("input", { type: "hidden", name: "seq" });
  const token = element("input", { type: "hidden", name: "csrfmiddlewaretoken", value: csrf });
  const look = { class: "button quiet", "data-testid": "play-on" };
  const submit = element("button", look, icon("play"), gettext("Play on from here"));
  const form = element("form", { method: "post", action: play_on_url }, token, field, submit);
  form.addEventListener("submit", () => {
    field.value = String(seq());
  });
  return form;
}
