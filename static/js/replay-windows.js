/** The windows over a replay: the moves, the scorecard, the shuffles, the keys and the preferences. */

import { openDialog } from "./dialog.js";
import { createFairness } from "./fairness-panel.js";
import { createMoveList } from "./move-list.js";
import { showPreferences } from "./preferences-window.js";
import { replayKeys } from "./replay-keys.js";
import { showRules } from "./rules-window.js";
import { scorecard } from "./scorecard.js";
import { gettext } from "./texts.js";
import { viewOf } from "./view.js";

/** @import { Playback } from "./replay-playback.js" */
/** @import { State } from "./store.js" */
/** @import { Moment, Told } from "./timeline.js" */

/**
 * @param {Told} told
 * @param {Moment[]} moments
 * @param {Playback} playback
 * @param {{seen: () => State, ways: () => HTMLElement, rulesUrl: string, fairnessUrl: string}} page what is looked at now; what else can be done
 */
export function createWindows(told, moments, playback, { seen, ways, rulesUrl, fairnessUrl }) {
  const rules = () => showRules(told.rules, rulesUrl);
  const help = () => openDialog(gettext("Keys and help"), [replayKeys()], [], { testid: "help-window" });
  return {
    rules,
    help,
    moves() {
      playback.pause();
      const list = createMoveList(moments, (to) => {
        document.querySelector("dialog")?.close();
        playback.jump(to);
      });
      onPaper(gettext("Moves"), "moves-window", list.element, ways());
      list.update(playback.at);
    },
    scorecard() {
      const state = seen();
      if (state.table)
        onPaper(gettext("Scorecard"), "scorecard-window", scorecard(viewOf(state, state.table)));
    },
    fairness() {
      playback.pause();
      const names = (playback.moment.state.table?.seats ?? []).map((seat) => seat?.name ?? "");
      const panel = createFairness(told.rules, told.events, { names, about: fairnessUrl }).element;
      onPaper(gettext("Fair shuffle"), "fairness-window", panel);
      panel.open = true;
    },
    preferences() {
      if (document.getElementById("preferences")) showPreferences({ rules, help });
    },
  };
}

/**
 * @param {string} title
 * @param {string} testid
 * @param {HTMLElement[]} parts
 */
function onPaper(title, testid, ...parts) {
  openDialog(title, parts, [], { className: "paper", testid });
}
