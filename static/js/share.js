/** Telling others how a game went. */

import { gettext, interpolate, ngettext, points } from "./texts.js";

/** @import { Table } from "./protocol.js" */

/**
 * The result in one short line.
 * @param {Table} table of a finished game
 * @returns {string}
 */
export function resultLine(table) {
  const lines = table.seats
    .flatMap((seat, number) => (seat ? [{ seat, place: table.places?.[number] ?? 0 }] : []))
    .sort((a, b) => a.place - b.place)
    .map(({ seat, place }) =>
      interpolate(gettext("%(place)s. %(who)s %(total)s"), {
        place,
        who: seat.name,
        total: points(seat.total),
      }),
    );
  const text = ngettext("Golf, %(n)s hole: %(lines)s", "Golf, %(n)s holes: %(lines)s", table.holes);
  return interpolate(text, { n: table.holes, lines: lines.join(" · ") });
}

/**
 * Hand the result to whatever this device shares with; where it has nothing of the kind, copy it.
 * @param {Table} table
 * @param {string} address of the site
 * @param {(sentence: string) => void} tell
 */
export async function shareResult(table, address, tell) {
  const text = resultLine(table);
  try {
    if (navigator.share) await navigator.share({ text, url: address });
    else {
      await navigator.clipboard.writeText(`${text}\n${address}`);
      tell(gettext("The result is copied."));
    }
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError"))
      tell(gettext("The result could not be shared."));
  }
}
