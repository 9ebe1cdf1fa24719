/** The page of a finished game: the board of every table, driven by the stream of that game. */

import { createAnnouncer } from "./announce.js";
import { createBoard } from "./board.js";
import { element } from "./element.js";
import { playMotion, spotsOf } from "./motion.js";
import { createMoveList, tellMoment } from "./move-list.js";
import { describe } from "./narration.js";
import { usePortraits } from "./personas.js";
import { createAddress, createCopyButton } from "./replay-address.js";
import { createControls } from "./replay-controls.js";
import { listenToReplayKeys } from "./replay-keys.js";
import { Playback } from "./replay-playback.js";
import { createWays } from "./replay-ways.js";
import { createWindows } from "./replay-windows.js";
import { createScorecard } from "./scorecard.js";
import { switchSound } from "./switches.js";
import { gettext, interpolate } from "./texts.js";
import { marksOf, momentsOf, seenBy } from "./timeline.js";
import { viewOf } from "./view.js";

/** @import { Eyes, Told } from "./timeline.js" */

const root = /** @type {HTMLElement} */ (document.getElementById("table"));
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
usePortraits(root.dataset.portraits ?? "");

/** @returns {Promise<Told>} */
async function load() {
  const answer = await fetch(boot.data_url, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** @param {Told} told */
function start(told) {
  const moments = momentsOf(told, boot.judged);
  const announcer = createAnnouncer();
  const last = boot.last ? moments.length - 1 : 0;
  const address = createAddress(moments, (to) => playback.jump(to), last);
  // Whoever looks after the site sees what the gallery saw, and nothing besides.
  const open = told.events.length > 0;
  const playback = new Playback(moments, address.first, { show: showFrom, say });
  /** @type {Eyes} */
  let eyes = "everybody";
  const seen = () => seenBy(playback.moment, eyes, told.you);
  const seq = () => playback.moment.events.at(-1)?.seq ?? 0;
  const ways = () => createWays(boot, { showFairness: open ? windows.fairness : null, seq });
  const windows = createWindows(told, moments, playback, {
    seen,
    ways,
    rulesUrl: boot.rules_url,
    fairnessUrl: boot.fairness_url,
  });
  const board = createBoard({
    send: () => {},
    choose: () => {},
    touch: () => {},
    leave: () => location.assign(boot.home_url),
    showScorecard: windows.scorecard,
    showRules: windows.rules,
    showHelp: windows.help,
    showPreferences: windows.preferences,
    banner: announcer.bannerElement,
  });
  const controls = createControls(playback, {
    moments,
    marks: marksOf(moments),
    hasSeat: told.you !== null,
    open,
    showMoves: windows.moves,
    copy: createCopyButton(boot.page_url, () => playback.moment, announcer.toast),
    changeEyes(value) {
      eyes = value;
      show();
    },
  });
  const moves = createMoveList(moments, (to) => playback.jump(to));
  const card = createScorecard();

  function say() {
    announcer.say(tellMoment(playback.moment, seen()));
  }

  function show() {
    const state = seen();
    if (!state.table) return;
    const view = viewOf(state, state.table);
    board.update(view);
    card.update(view);
    moves.update(playback.at);
    const { hole, move } = playback.moment;
    const name = interpolate(gettext("Hole %(hole)s, move %(move)s"), { hole, move });
    controls.update(name, tellMoment(playback.moment, state));
    const { dataset } = document.body;
    dataset.phase = state.table.phase;
    dataset.at = String(playback.at);
  }

  /** @param {number} before the moment that was shown until now */
  function showFrom(before) {
    const spots = playback.at === before + 1 ? spotsOf(root) : null;
    show();
    if (playback.at === before) return;
    if (spots && playback.followed) playMotion(root, playback.moment.events, spots);
    address.name(playback.moment);
  }

  const side = element(
    "aside",
    { class: "side", "aria-label": gettext("Scorecard and moves") },
    element("h2", {}, gettext("Scorecard")),
    card.element,
    moves.element,
    ways(),
  );
  const stage = element("div", { class: "stage" }, board.bar, board.felt, controls.element, side);
  root.replaceChildren(stage, ...announcer.elements);
  listenToReplayKeys(playback, {
    tell: () => announcer.say(describe(seen())),
    help: windows.help,
    preferences: windows.preferences,
    sound: () => announcer.say(switchSound()),
  });
  show();
  document.body.dataset.ready = "yes";
}

load().then(start, () => {
  const words = document.getElementById("not-loaded");
  if (words) words.hidden = false;
  document.getElementById("loading")?.remove();
});
