/** The page of preferences: its form works by itself; with this, every choice is seen and kept at once. */

import { drawCard } from "./card.js";
import { followChoices } from "./preferences-form.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector(".preferences-form"));
form.querySelector(".submit")?.replaceWith(followChoices(form));

for (const slot of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll(".sample [data-card]")
)) {
  slot.replaceChildren(drawCard(slot.dataset.card ?? null));
}
