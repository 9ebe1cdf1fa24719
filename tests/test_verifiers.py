"""The verifiers in Python and JavaScript of docs/fairness.md, and the browser's, on every hole of random games."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from games.rules.house_rules import FLIP_MODES, PRESETS, SWITCHES, HouseRules, from_json
from tests.kit.game_files import played
from tests.kit.random_games import RandomGame

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "fairness.md").read_text(encoding="utf-8")
RUN = """
import { readFileSync } from "node:fs";
import { verifyGame } from "%(browser)s";
%(program)s
const games = JSON.parse(readFileSync("%(games)s", "utf8"));
let holes = 0;
for (const { rules, events, begins } of games) {
  for (const hole of begins) {
    await verify(rules, events.slice(hole[0], hole[1]));
    holes += 1;
  }
  const wrong = (await verifyGame(rules, events)).holes.filter((hole) => !hole.sound);
  if (wrong.length) throw new Error(JSON.stringify(wrong[0]));
}
console.log(holes);
"""


def program(language: str) -> str:
    """The page's own program."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def all_rules() -> list[HouseRules]:
    """Each preset, each switch by itself, each way to flip, and packs of each number; two holes each."""
    each: list[dict[str, Any]] = [{name: True} for name in SWITCHES]
    each += [{"flip_mode": mode} for mode in FLIP_MODES]
    each += [{"decks": decks, "use_jokers": True} for decks in (1, 2, 3)]
    chosen = [preset.rules for preset in PRESETS.values()] + [from_json(given) for given in each]
    return [replace(rules, holes=2) for rules in chosen]


def holes_of(events: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Where each hole begins, and the place after its end."""
    starts = [at for at, event in enumerate(events) if event["type"] == "hole_started"]
    ends = [at + 1 for at, event in enumerate(events) if event["type"] == "hole_ended"]
    return list(zip(starts, ends, strict=True))


def random_games() -> list[dict[str, Any]]:
    games = []
    for number, rules in enumerate(all_rules()):
        # Players who never want to finish, and many at one pack: both renew the stock.
        game = RandomGame(rules, 2 + number % 5, number, stalling=number % 5 == 0, coaching=number % 3 == 0)
        told = json.loads(played(game).file)
        games.append({"rules": told["rules"], "events": told["events"], "begins": holes_of(told["events"])})
    return games


@pytest.mark.js
def test_every_hole_is_sound_to_the_page_s_programs_and_to_the_browser_s(node: str, tmp_path: Path) -> None:
    games = random_games()
    kinds = [event["type"] for game in games for event in game["events"]]
    assert (
        min(kinds.count(kind) for kind in ("stock_renewed", "draw_undone", "pack_cut", "moves_undone")) > 10
    )

    names: dict[str, Any] = {}
    exec(compile(program("python"), "docs/fairness.md", "exec"), names)
    for game in games:
        for begin, end in game["begins"]:
            names["verify"](game["rules"], game["events"][begin:end])

    (tmp_path / "games.json").write_text(json.dumps(games), encoding="utf-8")
    script = tmp_path / "verify.mjs"
    browser = (ROOT / "static" / "js" / "verify.js").as_uri()
    about = {"browser": browser, "program": program("js"), "games": tmp_path / "games.json"}
    script.write_text(RUN % about, encoding="utf-8")
    run = subprocess.run([node, script], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) == kinds.count("hole_ended") == 2 * len(games)


@pytest.mark.parametrize(("language", "file"), [("js", "verify.js.txt"), ("python", "verify.py.txt")])
def test_the_programs_are_short_and_the_same_on_the_site_s_page(language: str, file: str) -> None:
    shown = (ROOT / "templates" / "fairness" / file).read_text(encoding="utf-8")
    assert shown == program(language)
    assert len([line for line in shown.splitlines() if line]) <= 42
