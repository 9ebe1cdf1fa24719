/**
 * What is heard at the table: sounds, a short vibration, phrases of people and remarks of computer players.
 * All of it obeys the preferences; a muted seat says nothing here.
 */

import { createBubbles } from "./bubbles.js";
import { isMuted } from "./muted.js";
import { seatName } from "./narration.js";
import { createPalette } from "./palette.js";
import { phrases } from "./phrases.js";
import { onPreference, preference } from "./preferences.js";
import { report } from "./report-window.js";
import { showSeat } from "./seat-window.js";
import { greeting, remarkAfter } from "./small-talk.js";
import { catchingUp, cuesOf } from "./sound-cues.js";
import { createSounds } from "./sounds.js";
import { gettext, interpolate } from "./texts.js";

/** @import { ErrorFrame, Frame, GameEvent, OkFrame } from "./protocol.js" */
/** @import { State } from "./store.js" */
/** @import { View } from "./view.js" */

const BUZZ = 45;

/**
 * @typedef {object} Around
 * @property {() => State} state
 * @property {(phrase: string) => Promise<OkFrame | ErrorFrame | null>} say a phrase to the table
 * @property {(sentence: string) => void} tell those who listen
 * @property {(sentence: string) => void} note in the log
 * @property {(sentence: string) => void} [toast] for whoever reports somebody
 * @property {() => void} redraw
 */

/** @param {Around} around */
export function createVoices(around) {
  const bubbles = createBubbles();
  const sounds = createSounds(() => preference("sound") !== "off");
  const palette = createPalette(around.say);
  /** @type {{game: string | null, last: number}} the newest remark */
  let remarked = { game: null, last: -1 };

  onPreference((name, value) => {
    if (name === "sound") sounds.wake();
    if (name === "phrases" && value === "off") bubbles.clear();
    around.redraw();
  });

  /** @type {(seat: number, words: string) => void} */
  function hear(seat, words) {
    const state = around.state();
    if (preference("phrases") === "off" || isMuted(state.game, seat)) return;
    const own = seat === state.you.seat;
    const who = seatName(state.table, seat, state.you.seat);
    const sentence = interpolate(own ? gettext("You say: %(words)s") : gettext("%(who)s says: %(words)s"), {
      who,
      words,
    });
    bubbles.show(seat, who, words);
    around.tell(sentence);
    around.note(sentence);
  }

  /** @type {(before: State, events: GameEvent[]) => void} */
  function remark(before, events) {
    const { game, table } = around.state();
    if (game === null || !table || table.phase === "lobby" || document.hidden) return;
    const begins = game !== remarked.game;
    if (begins) remarked = { game, last: -1 };
    const first = begins && table.phase === "opening" && table.hole <= 1;
    const found = first
      ? greeting(game, table)
      : before.table && before.game === game && !catchingUp(events)
        ? remarkAfter(game, events, before.table, remarked.last)
        : null;
    if (!found) return;
    remarked.last = found.seq;
    hear(found.seat, found.words);
  }

  return {
    bubbles: bubbles.element,
    sayButton: palette.opener,
    sayAtTheEnd: palette.openerAtTheEnd,
    openPalette: palette.open,
    /** A frame was taken in, with these events that were new. @type {(frame: Frame, before: State, events: GameEvent[]) => void} */
    hear(frame, before, events) {
      const state = around.state();
      const cues = cuesOf(events, before, state);
      sounds.play(cues);
      if (cues.some(({ name }) => name === "turn")) buzz();
      const words = frame.type === "said" && phrases()[frame.phrase];
      if (words && state.table?.seats[frame.seat]) hear(frame.seat, words);
      else remark(before, events);
    },
    /** @param {View} view */
    update({ table, own }) {
      palette.update(own !== null && table.phase !== "lobby" && preference("phrases") !== "off");
    },
    /** Who sits there, and whether they are heard; or the way to report them. @param {number} number */
    async showSeat(number) {
      const { game, seq, table } = around.state();
      const seat = table?.seats[number];
      if (!seat) return;
      const chosen = await showSeat(game, number, seat, table.phase !== "lobby");
      if (chosen === "mute") {
        bubbles.hide(number);
        around.redraw();
      } else if (chosen === "report" && game !== null) {
        const sentence = await report({ game, seat: number, seq }, seat);
        if (sentence) around.toast?.(sentence);
      }
    },
  };
}

/** A short vibration where the device can, once somebody has touched the page: before that browsers refuse it. */
function buzz() {
  if (preference("vibration") !== "on" || !navigator.userActivation?.hasBeenActive) return;
  navigator.vibrate?.(BUZZ);
}
