/** What the player at this browser asks for: cards chosen, piles touched, keys pressed, answers heard. */

import { againSentence, isAgain, stillLegal } from "./again.js";
import { preference } from "./preferences.js";
import { isMove, mayDraw, option, useOf } from "./protocol.js";
import { emphasised, gettext } from "./texts.js";

/** @import { Held } from "./again.js" */
/** @import { Command, ErrorFrame, OkFrame } from "./protocol.js" */
/** @import { State } from "./store.js" */

/**
 * @typedef {object} Surroundings
 * @property {() => State} state
 * @property {(command: Command) => Promise<OkFrame | ErrorFrame>} send
 * @property {() => void} redraw
 * @property {(sentence: string) => void} complain
 * @property {(sentence: string) => void} say for those who listen
 */

export class Player {
  /** @type {number[]} positions chosen for the opening, not yet sent */
  picks = [];
  /** What a second tap is awaited for. @type {Held | null} */
  held = null;
  /** The seq at which a move was sent that has not been answered yet. @type {number | null} */
  #asked = null;

  /** @param {Surroundings} around */
  constructor(around) {
    this.around = around;
  }

  get #legal() {
    return this.around.state().legal;
  }

  /**
   * Ask the server for something. A second move while the first is on its way is left out: it was a double tap.
   * @param {Command} command
   * @returns {Promise<OkFrame | ErrorFrame | null>}
   */
  async ask(command) {
    const { seq } = this.around.state();
    if (isMove(command)) {
      if (this.#asked === seq) return null;
      this.#asked = seq;
    }
    const answer = await this.around.send(command);
    if (this.#asked === seq) this.#asked = null;
    if (answer.type === "error") this.#refused(command, answer);
    return answer;
  }

  /**
   * @param {Command} command
   * @param {ErrorFrame} answer
   */
  #refused(command, answer) {
    if (command.do === "open") this.picks = [];
    this.around.redraw();
    if (answer.code === "stale" || command.do === "cut") return;
    const lost = gettext("The connection was lost. Please try again.");
    this.around.complain(answer.code === "connection_lost" ? lost : answer.message);
  }

  /** A position of the own grid was chosen. @param {number} position */
  choose(position) {
    const use = useOf(this.#legal, position);
    if (use === "open") this.#pick(position);
    else if (use) this.touch(String(position), { do: use, at: position });
  }

  /**
   * Make a move with a card or a pile. Whoever likes to tap twice only chooses it the first time.
   * @param {string} spot
   * @param {Command} command
   */
  touch(spot, command) {
    const tapped = { spot, command };
    if (preference("confirm") !== "on" || isAgain(this.held, tapped)) {
      this.held = null;
      this.ask(command);
      return;
    }
    this.held = tapped;
    this.around.redraw();
    const { table } = this.around.state();
    if (table) this.around.say(emphasised(againSentence(table, tapped)).join(" "));
  }

  /** Choose nothing after all. */
  letGo() {
    if (!this.held) return;
    this.held = null;
    this.around.redraw();
    this.around.say(gettext("Nothing is chosen."));
  }

  /** @param {number} position */
  #pick(position) {
    const taken = this.picks.includes(position);
    this.picks = taken ? this.picks.filter((one) => one !== position) : [...this.picks, position];
    this.open();
    this.around.redraw();
  }

  /** Send the opening as soon as enough cards are chosen. */
  open() {
    const count = option(this.#legal, "open")?.count;
    if (count !== undefined && this.picks.length === count) this.ask({ do: "open", at: this.picks });
  }

  /** Forget what was chosen for an opening, or a move, that is no longer to be made. */
  forgetPicks() {
    if (!option(this.#legal, "open")) this.picks = [];
    if (this.held && !stillLegal(this.#legal, this.held.command)) this.held = null;
  }

  /** @param {"stock" | "discard"} from */
  draw(from) {
    if (mayDraw(this.#legal, from)) this.touch(from, { do: "draw", from });
  }

  /** Ask for a command that needs nothing more said, if it may be done. @param {string} name */
  askFor(name) {
    if (!option(this.#legal, name)) return;
    if (name === "discard" || name === "undo_draw") this.touch("discard", { do: name });
    else this.ask({ do: name });
  }
}
