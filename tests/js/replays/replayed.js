/** The game that these tests are about: what the site tells of it, in the file that GOLF_REPLAY names. */

import { readFileSync } from "node:fs";
import process from "node:process";

/** @returns {import("../../../static/js/timeline.js").Told} */
export function game() {
  return JSON.parse(readFileSync(new URL(`file://${process.env.GOLF_REPLAY}`), "utf8"));
}
