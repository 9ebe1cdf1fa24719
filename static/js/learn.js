/** The page of the first hole: the board of every table, fed with the lesson's frames, and the caddie beside it. */

import { listenElsewhere } from "./again.js";
import { createAnnouncer } from "./announce.js";
import { createBoard } from "./board.js";
import { createCoach } from "./coach.js";
import { openDialog } from "./dialog.js";
import { element } from "./element.js";
import { keyList, listenToKeys } from "./keyboard.js";
import { Lesson } from "./lesson.js";
import { playMotion, spotsOf } from "./motion.js";
import { describe, narrate, turnSentence } from "./narration.js";
import { usePortraits } from "./personas.js";
import { Player } from "./player.js";
import { onPreferenceLost } from "./preferences.js";
import { showPreferences } from "./preferences-window.js";
import { createSheet } from "./sheet.js";
import { switchSound } from "./switches.js";
import { gettext } from "./texts.js";
import { viewOf } from "./view.js";

/** @import { Script } from "./lesson.js" */
/** @import { Command, Frame } from "./protocol.js" */
/** @import { State } from "./store.js" */

/** Milliseconds to look at a move, and to read a character. */
const LOOK = 850;
const READ = 26;
/** Keys for what the first hole never asks for. */
const NEVER_ASKED = "HZUFKLC";

const root = /** @type {HTMLElement} */ (document.getElementById("table"));
usePortraits(root.dataset.portraits ?? "");
const welcome = /** @type {HTMLElement} */ (document.getElementById("welcome"));
const farewell = /** @type {HTMLElement} */ (document.getElementById("farewell"));
const deal = /** @type {HTMLElement} */ (document.getElementById("deal"));
const homeUrl = root.dataset.home ?? "/";

const announcer = createAnnouncer();
const player = new Player({
  state: () => lesson.state,
  send: answer,
  redraw: show,
  complain: nudge,
  say: announcer.say,
});
const board = createBoard({
  send: (command) => void player.ask(command),
  choose,
  touch: (spot, command) => player.touch(spot, command),
  leave: () => location.assign(homeUrl),
  showScorecard: () => {},
  showRules: () => {},
  showHelp,
  showPreferences: preferences,
  banner: announcer.bannerElement,
});
const sheet = createSheet({
  send: (command) => void player.ask(command),
  tell: announcer.toast,
  redraw: show,
  root,
  homeUrl,
  newTableUrl: homeUrl,
});
const lesson = new Lesson(readScript(), { happened, changed, wait });
const coach = createCoach(lesson.script, {
  back: () => lesson.back(),
  skip: () => lesson.skip(),
  homeUrl,
});
/** The caddie's words that were told last to those who listen. */
let said = "";

/** @returns {Script} the first hole, frame by frame */
function readScript() {
  return JSON.parse(document.getElementById("lesson")?.textContent ?? "{}");
}

/** @param {Command} command */
async function answer(command) {
  return lesson.answer(command);
}

/** @param {number} position */
function choose(position) {
  if (lesson.opensAnother(position)) nudge(lesson.asked?.otherwise ?? "");
  else player.choose(position);
}

/**
 * Draw what a frame brought, and tell it.
 * @param {Frame} frame
 * @param {State} before
 * @param {State} now
 */
function happened(frame, before, now) {
  const events = frame.type === "events" ? frame.events : [];
  const from = spotsOf(root);
  player.forgetPicks();
  show();
  for (const event of events) announcer.say(narrate(event, now));
  announcer.say(turnSentence(before.legal, now.legal));
  playMotion(root, events, from);
}

function changed() {
  player.forgetPicks();
  show();
  speak();
}

/** Draw the lesson as it is. */
function show() {
  const { table } = lesson.state;
  if (!table) return;
  const view = viewOf(lesson.state, table, player.picks, player.held);
  board.update(view);
  coach.update(lesson);
  sheet.update(view, !lesson.busy && !lesson.over);
  point(lesson.asked?.spots ?? []);
  welcome.hidden = lesson.at > 0 || lesson.busy;
  const parting = lesson.over && farewell.hidden;
  farewell.hidden = !lesson.over;
  const { dataset } = document.body;
  dataset.phase = table.phase;
  dataset.seq = String(lesson.state.seq);
  dataset.beat = lesson.busy ? "" : String(lesson.at);
  if (parting) farewell.querySelector("button")?.focus();
  else keepFocus();
}

/**
 * Let the places stand out that the caddie speaks of.
 * @param {string[]} places
 */
function point(places) {
  for (const spot of /** @type {NodeListOf<HTMLElement>} */ (board.felt.querySelectorAll("[data-spot]"))) {
    spot.classList.toggle("asked", places.includes(spot.dataset.spot ?? ""));
  }
}

/** Where the focus was on something that is gone, it goes on to what is to be done now. */
function keepFocus() {
  const focused = document.activeElement;
  if (!focused?.closest("#welcome, #farewell, .sheet") || focused.checkVisibility()) return;
  board.felt.querySelector(".asked")?.closest("button")?.focus();
}

/** The caddie's words for those who listen, once each time they change. */
function speak() {
  if (lesson.words !== said) announcer.say(lesson.words);
  said = lesson.words;
}

/** @param {string} sentence */
function nudge(sentence) {
  if (!sentence) return;
  coach.nudge(sentence);
  announcer.say(sentence);
}

/**
 * @param {string} words
 * @returns {Promise<void>}
 */
function wait(words) {
  return new Promise((resolve) => setTimeout(resolve, LOOK + words.length * READ));
}

function showHelp() {
  openDialog(gettext("Keys and help"), [keyList(NEVER_ASKED)], [], { testid: "help-window" });
}

function preferences() {
  showPreferences({ help: showHelp });
}

const stage = element("div", { class: "stage" }, coach.bar, coach.panel, board.felt, welcome, farewell);
root.replaceChildren(stage, sheet.element, ...announcer.elements);
deal.addEventListener("click", () => lesson.answer({ do: "deal" }));
listenToKeys({
  draw: (from) => player.draw(from),
  choose: (position) => choose(position),
  ask: (name) => player.askFor(name),
  open: () => player.open(),
  tell: () => announcer.say(describe(lesson.state)),
  help: showHelp,
  preferences,
  sound: () => announcer.say(switchSound()),
  letGo: () => player.letGo(),
});
listenElsewhere(() => player.letGo());
onPreferenceLost(announcer.toast);
show();
speak();
