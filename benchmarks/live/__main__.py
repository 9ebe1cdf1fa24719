"""`python -m benchmarks.live`: all figures of live tables, or those that are named on the command line."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.live.figures import FIGURES, Session
from benchmarks.live.load import Faulty
from benchmarks.live.place import NotThere, own_place
from games.loadtest.site import SetUpFailed

if TYPE_CHECKING:
    from benchmarks.live.figures import Row


def main() -> None:
    """Measure, and print a table."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # Nothing may stay behind.
    begun = time.monotonic()
    print(
        f"load average before: {_load()}; {os.cpu_count()} cores; rounds: {options.rounds} of {options.seconds:g} s"
    )
    try:
        with own_place() as place:
            session = Session(place, options.rounds, options.seconds, options.tables, _tell)
            try:
                for name in options.figures or FIGURES:
                    for row in FIGURES[name](session):
                        _print(row)
            except (SetUpFailed, Faulty) as error:
                raise NotThere(f"{error}\n{place.said()}") from error
    except NotThere as error:
        _tell("")
        sys.exit(f"bench-live: {error}")
    print(f"load average after: {_load()}; {time.monotonic() - begun:.0f} s")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="figure", help=f"any of: {', '.join(FIGURES)} (all)")
    parser.add_argument("--rounds", type=int, default=3, help="each figure is their median (3)")
    parser.add_argument("--seconds", type=float, default=8.0, help="of a program under load (8)")
    parser.add_argument("--tables", type=int, default=100, help="with four seats each (100)")
    options = parser.parse_args()
    if unknown := set(options.figures) - FIGURES.keys():
        parser.error(f"there is no figure {min(unknown)!r}; choose any of: {', '.join(FIGURES)}")
    return options


def _print(row: Row) -> None:
    _tell("")
    target = f"  [{row.target}]" if row.target else ""
    print(f"{row.what:<55}{row.figure:<48}{target}".rstrip(), flush=True)


def _tell(what: str) -> None:
    """A line on a terminal that says what is being measured."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{what}" if what else "\r\033[K")
        sys.stderr.flush()


def _load() -> str:
    return ", ".join(f"{load:.2f}" for load in os.getloadavg())


if __name__ == "__main__":
    main()
