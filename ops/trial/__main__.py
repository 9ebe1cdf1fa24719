"""Runs the whole trial and prints a table; exit code 1 at the first thing that does not hold."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from ops.compose import Compose, ComposeFailed
from ops.trial.site import Trial
from ops.trial.steps import STEPS

UNAVAILABLE = 2


def main(words: list[str]) -> int:
    """0: all of it holds; 1: something does not; 2: there is no Docker here."""
    parser = argparse.ArgumentParser(prog="make test-compose ARGS=…", description=__doc__)
    parser.add_argument("--warm", action="store_true", help="take from earlier builds what has not changed")
    parser.add_argument("--keep", action="store_true", help="leave it running at the end, with its settings")
    parser.add_argument("--only", nargs="*", metavar="STEP", help=f"some of {', '.join(STEPS)}")
    given = parser.parse_args(words)
    try:
        Compose().docker("version")
        Compose()("version")
    except ComposeFailed as failed:
        print(f"test-compose: not run, as no Docker engine with Compose answers: {failed}", file=sys.stderr)
        return UNAVAILABLE
    folder = Path(tempfile.mkdtemp(prefix="golf-trial-"))
    trial = Trial(folder, cold=not given.warm)
    try:
        return run(trial, given.only or list(STEPS))
    finally:
        if not given.keep:
            trial.end()
            shutil.rmtree(folder)


def run(trial: Trial, steps: list[str]) -> int:
    """Take the steps in their order; prints a row for each."""
    print(
        f"| {'step':<38} | {'seconds':>7} | {'what was seen':<70} |\n|{'-' * 40}|{'-' * 9}|{'-' * 72}|",
        flush=True,
    )
    code = 0
    for name in steps:
        begun = time.monotonic()
        try:
            for what, seen in STEPS[name](trial):
                print(f"| {what:<38} | {time.monotonic() - begun:>7.1f} | {seen:<70} |", flush=True)
                begun = time.monotonic()
        except (ComposeFailed, OSError) as failed:
            print(f"| {name:<38} | {time.monotonic() - begun:>7.1f} | FAILED: {failed}", flush=True)
            code = 1
            break
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
