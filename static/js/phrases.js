/** All that people can say at a table: a closed list, kind words only, the same as in `games/protocol.py`. */

import { gettext } from "./texts.js";

/**
 * The words of every phrase, in the order in which they are offered.
 * @returns {Record<string, string>}
 */
export function phrases() {
  return {
    hello: gettext("Hello!"),
    good_luck: gettext("Good luck!"),
    nice: gettext("Nice!"),
    wow: gettext("Wow!"),
    close: gettext("That was close!"),
    oops: gettext("Oops!"),
    thanks: gettext("Thank you!"),
    welcome: gettext("You are welcome!"),
    one_moment: gettext("One moment, please."),
    well_played: gettext("Well played!"),
    again: gettext("Another game?"),
    goodbye: gettext("Goodbye!"),
  };
}
