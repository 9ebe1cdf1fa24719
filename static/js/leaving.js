/** Going away from the table: what that means for the game is said first. */

import { openDialog } from "./dialog.js";
import { gettext } from "./texts.js";

/** @import { Command } from "./protocol.js" */
/** @import { State } from "./store.js" */

/** How long an answer is waited for before the page is left all the same. */
const PATIENCE = 1_500;

/**
 * @param {() => State} now
 * @param {(command: Command) => Promise<unknown>} send
 * @param {string} homeUrl
 * @returns {() => Promise<void>} what leaves the table, unless its player stays after all
 */
export function createLeaving(now, send, homeUrl) {
  return async () => {
    const state = now();
    const { seat } = state.you;
    const playing = ["opening", "playing", "last_turns", "hole_over"].includes(state.table?.phase ?? "");
    if (seat !== null && playing && !(await isSure())) return;
    if (seat !== null && (playing || state.table?.phase === "lobby")) {
      const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
      await Promise.race([send({ do: "stand" }), patience]);
    }
    location.assign(homeUrl);
  };
}

/** @returns {Promise<boolean>} */
async function isSure() {
  const words = gettext(
    "The caddie will play for you. You can come back and take your seat again at any time.",
  );
  const choices = [
    { value: "leave", text: gettext("Leave"), main: true, testid: "leave-now" },
    { value: "", text: gettext("Stay") },
  ];
  return (await openDialog(gettext("Leave the table?"), [words], choices)) === "leave";
}
