/** The table's page: connects the socket, the state and everything that shows it. */

import { listenElsewhere } from "./again.js";
import { createAnnouncer } from "./announce.js";
import { createBoard } from "./board.js";
import { readBoot, socketUrl } from "./boot.js";
import { Playback, stagesOf } from "./catch-up.js";
import { createCoaching } from "./coaching.js";
import { createConnection } from "./connection.js";
import { clockFace, ServerClock } from "./countdown.js";
import { Cutter } from "./cut.js";
import { openDialog } from "./dialog.js";
import { createDiscards } from "./discards-window.js";
import { element } from "./element.js";
import { createFocus } from "./focus.js";
import { COACHING_KEYS, keyList, listenToKeys } from "./keyboard.js";
import { createLeaving } from "./leaving.js";
import { createLobby } from "./lobby.js";
import { missed } from "./missed.js";
import { playMotion, spotsOf } from "./motion.js";
import { describe, logged, narrate, outSentence, turnSentence } from "./narration.js";
import { usePortraits } from "./personas.js";
import { Player } from "./player.js";
import { onPreferenceLost } from "./preferences.js";
import { showPreferences } from "./preferences-window.js";
import { option } from "./protocol.js";
import { askForRules, showRules } from "./rules-window.js";
import { scorecard } from "./scorecard.js";
import { createSheet } from "./sheet.js";
import { createSide } from "./side.js";
import { TableSocket } from "./socket.js";
import { apply, emptyState, freshEvents, hasGap } from "./store.js";
import { switchSound } from "./switches.js";
import { gettext, interpolate } from "./texts.js";
import { viewOf } from "./view.js";
import { createVoices } from "./voices.js";

/** @import { Command, Frame, GameEvent } from "./protocol.js" */
/** @import { State } from "./store.js" */

const TICK = 250;

const boot = readBoot();
const root = /** @type {HTMLElement} */ (document.getElementById("table"));
usePortraits(root.dataset.portraits ?? "");

const stage = element("div", { class: "stage" });

let state = emptyState();
const clock = new ServerClock();
const announcer = createAnnouncer();
const connection = createConnection(boot);
const socket = new TableSocket(socketUrl(boot), {
  position: () => ({ game: state.game, seq: state.seq }),
  take,
  changed: connection.show,
});
const player = new Player({
  state: () => state,
  send: (command) => socket.send(command),
  redraw: show,
  complain: announcer.toast,
  say: announcer.say,
});
const cutter = new Cutter((command) => player.ask(command));
const discards = createDiscards(() => state);
const voices = createVoices({
  state: () => state,
  say: (phrase) => player.ask({ do: "say", phrase }),
  tell: announcer.say,
  note: announcer.note,
  toast: announcer.toast,
  redraw: show,
});
const coaching = createCoaching({
  root,
  askFor: (name) => player.askFor(name),
  say: announcer.say,
});
const leave = createLeaving(
  () => state,
  (command) => socket.send(command),
  boot.home_url,
);
const board = createBoard({
  send,
  choose: (position) => player.choose(position),
  touch: (spot, command) => player.touch(spot, command),
  leave,
  showScorecard,
  showRules: () => readRules(),
  showHelp,
  showSeat: voices.showSeat,
  showDiscards: discards.show,
  coaching,
  sayButton: voices.sayButton,
  showPreferences: preferences,
  banner: announcer.bannerElement,
});
const lobby = createLobby(boot, {
  send,
  showRules: readRules,
  changeRules,
  leave,
  showPreferences: preferences,
  tell: announcer.toast,
  showSeat: voices.showSeat,
});
const sheet = createSheet({
  send,
  tell: announcer.toast,
  redraw: show,
  root,
  sayButton: voices.sayAtTheEnd,
  homeUrl: boot.home_url,
  newTableUrl: root.dataset.newTable ?? boot.home_url,
});
const side = createSide(announcer.log);
const playback = new Playback(arrive);
const keepFocus = createFocus(root);

/**
 * Take in what the server sent.
 * @param {Frame} frame
 * @returns {boolean} whether events are missing before it
 */
function take(frame) {
  announcer.hear(frame);
  if (hasGap(state, frame)) return true;
  const before = state;
  const events = freshEvents(state, frame);
  clock.hear(events);
  if (frame.type === "events" || frame.type === "snapshot") playback.finish();
  state = apply(state, frame);
  discards.follow(frame, events);
  player.forgetPicks();
  coaching.hear(frame, state);
  if (frame.type === "events") playback.play(stagesOf(before, frame));
  else show();
  tell(before, events, frame);
  voices.hear(frame, before, events);
  cutter.consider(state);
  return false;
}

/**
 * Draw a stage on the way to how things are, or, mostly, just that, and let its cards arrive.
 * @param {import("./catch-up.js").Stage} stage
 */
function arrive({ events }) {
  const spots = spotsOf(root);
  if (events.some((event) => event.type === "hole_ended") && playback.shown === null) sheet.tellTheEnd();
  show();
  playMotion(root, events, spots);
}

/** Draw the table as it is; while what was missed plays back, as it was. */
function show() {
  const now = playback.shown ?? state;
  const { table } = now;
  if (!table) return;
  const view = viewOf(now, table, player.picks, player.held);
  const inLobby = table.phase === "lobby";
  if (inLobby) {
    stageOnly([lobby.element]);
    lobby.update(view);
  } else {
    stageOnly([board.bar, board.felt, side.element]);
    board.update(view);
    if (!sheet.waits) side.update(view);
  }
  voices.update(view);
  sheet.update(view);
  const { dataset } = document.body;
  dataset.phase = table.phase;
  dataset.turn = table.turn === null ? "" : String(table.turn);
  dataset.seq = String(now.seq);
  document.title = titleOf(now);
  if (table.phase !== "last_turns") announcer.clearBanner();
  keepFocus();
  tick();
}

/**
 * Put these parts on the page and nothing else; what is there already stays untouched.
 * @param {HTMLElement[]} parts
 */
function stageOnly(parts) {
  if (stage.firstElementChild !== parts[0]) stage.replaceChildren(...parts);
}

/**
 * @param {State} now
 * @returns {string}
 */
function titleOf(now) {
  const table = interpolate(gettext("Table %(code)s"), { code: boot.code });
  return now.table && now.table.turn !== null && now.table.turn === now.you.seat
    ? `${gettext("Your turn")} · ${table}`
    : table;
}

/**
 * Say what happened; to whoever comes back after long, in short.
 * @param {State} before
 * @param {GameEvent[]} events
 * @param {Frame} frame
 */
function tell(before, events, frame) {
  const inShort = "you" in frame ? missed(before, events, state) : "";
  for (const event of events) {
    const sentence = narrate(event, event.type === "player_left" ? before : state);
    if (!inShort) announcer.say(sentence);
    if (logged(event)) announcer.note(sentence);
    if (event.type === "went_out") announcer.banner(outSentence(event, state));
  }
  announcer.say(inShort || turnSentence(before.legal, state.legal));
}

/** Show what is left of the turn, where it is a person's. */
function tick() {
  const { table } = state;
  const turn = table?.turn ?? null;
  const seat = turn === null ? null : table?.seats[turn];
  const runs = table?.due_at && seat && seat.kind !== "cpu" && !seat.autopilot;
  const opens = table?.due_at && table.phase === "opening" && option(state.legal, "open");
  for (const face of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-clock]"))) {
    const number = Number(face.dataset.seat);
    face.hidden = !((runs && number === turn) || (opens && number === state.you.seat));
    if (face.hidden || !table?.due_at) continue;
    const seconds = clock.secondsUntil(table.due_at);
    face.textContent = clockFace(seconds);
    face.classList.toggle("short", seconds <= 10);
  }
}

/** @param {Command} command */
async function send(command) {
  const answer = await player.ask(command);
  if (answer?.type === "ok" && ["sit", "stand"].includes(command.do)) socket.sync();
}

function showScorecard() {
  if (!state.table) return;
  const view = viewOf(state, state.table);
  const log = announcer.log.cloneNode(true);
  openDialog(gettext("Scorecard"), [scorecard(view), log], [], {
    className: "paper",
    testid: "scorecard-window",
  });
}

function readRules() {
  if (state.table) showRules(state.table.rules, boot.rules_url, state.table.coaching);
}

async function changeRules() {
  if (!state.table) return;
  const rules = await askForRules(state.table.rules);
  if (rules) send({ do: "rules", rules });
}

function showHelp() {
  openDialog(gettext("Keys and help"), [keyList(state.table?.coaching ? "" : COACHING_KEYS)], [], {
    testid: "help-window",
  });
}

function preferences() {
  showPreferences({ rules: readRules, help: showHelp });
}

stage.append(...root.childNodes);
root.replaceChildren(stage, sheet.element, ...connection.elements, ...announcer.elements, voices.bubbles);
listenToKeys({
  draw: (from) => player.draw(from),
  choose: (position) => player.choose(position),
  ask: (name) => player.askFor(name),
  open: () => player.open(),
  tell: () => announcer.say(describe(state)),
  help: showHelp,
  say: voices.openPalette,
  look: discards.show,
  preferences,
  sound: () => announcer.say(switchSound()),
  letGo: () => player.letGo(),
});
listenElsewhere(() => player.letGo());
onPreferenceLost(announcer.toast);
setInterval(tick, TICK);
addEventListener("online", () => socket.revive());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) socket.revive();
});
document.body.dataset.connected = "no";
socket.connect();
