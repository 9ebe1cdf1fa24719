"""Read many mutated files of games, and see that each is refused in words, or that every word of it counts.

`python -m tests.fuzz [--files 200000] [--seed 0]`. Fails at the first that does anything else, and keeps it.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import django

AT_ONCE = 1_000


def main(options: list[str]) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args(options)
    seeds = range(wanted.seed, wanted.seed + -(-wanted.files // AT_ONCE))
    found: Counter[str] = Counter()
    with ProcessPoolExecutor(initializer=_begin) as processes:
        for one in processes.map(refusals, seeds):
            found += one
    for sentence, many in found.most_common(12):
        print(f"{many:>9,}  {sentence}")
    print(f"{found.total():,} files, nothing but words")
    return 0


def _begin() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()


def refusals(seed: int) -> Counter[str]:
    """How often which kind of sentence was said of the mutations of one game."""
    from games.rules.house_rules import FLIP_MODES, SWITCHES, from_json
    from tests.kit.game_files import judged, mutated, played
    from tests.kit.random_games import RandomGame

    dice = random.Random(seed)
    switches = {name: dice.random() < 0.3 for name in SWITCHES}
    rules = from_json(
        switches | {"holes": 1, "flip_mode": dice.choice(FLIP_MODES), "decks": dice.randint(1, 3)}
    )
    whole = played(RandomGame(rules, dice.randint(2, 4), seed)).file
    said: Counter[str] = Counter()
    for _file in range(AT_ONCE):
        content = mutated(whole, dice)
        try:
            fault = judged(content)
        except BaseException:
            kept = Path(tempfile.gettempdir()) / f"golf-fuzz-{seed}.json"
            kept.write_bytes(content)
            print(f"seed {seed}: {kept}", file=sys.stderr, flush=True)
            raise
        said["sound" if fault is None else "an event" if fault.event is not None else fault.message] += 1
    return said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
