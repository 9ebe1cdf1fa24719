/** What the player at this browser asks for: cards chosen, piles touched, keys pressed, answers heard. */

import { isMove, mayDraw, option, useOf } from "./protocol.js";
import { gettext } from "./texts.js";

/** @import { Command, ErrorFrame, OkFrame } from "./protocol.js" */
/** @import { State } from "./store.js" */

/**
 * @typedef {object} Surroundings
 * @property {() => State} state
 * @property {(command: Command) => Promise<OkFrame | ErrorFrame>} send
 * @property {() => void} redraw
 * @property {(sentence: string) => void} complain
 */

export class Player {
  /** @type {number[]} positions chosen for the opening, not yet sent */
  picks = [];
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
    else if (use) this.ask({ do: use, at: position });
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

  /** Forget what was chosen for an opening that is no longer to be made. */
  forgetPicks() {
    if (!option(this.#legal, "open")) this.picks = [];
  }

  /** @param {"stock" | "discard"} from */
  draw(from) {
    if (mayDraw(this.#legal, from)) this.ask({ do: "draw", from });
  }

  /** Ask for a command that needs nothing more said, if it may be done. @param {string} name */
  askFor(name) {
    if (option(this.#legal, name)) this.ask({ do: name });
  }
}
