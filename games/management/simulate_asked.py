"""What was asked of `manage.py simulate`, looked over before anything is played.

Whatever could not be played, or would be passed over in silence, is a CommandError that says what to do instead.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import CommandError

from games.cpu.personas import USUAL
from games.rules.house_rules import PRESETS, RANGES, SWITCHES, from_json
from games.rules.state import FEWEST_SEATS, MOST_SEATS
from games.simulation.contest import NoSuchPlayer, contestant, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from games.cpu.personas import Persona
    from games.rules.house_rules import HouseRules

DEFAULTS: Final[Mapping[str, Any]] = {"games": 100, "deals": 2000, "level": USUAL.key}
"""Of the options that are for some runs alone, so that it has to be known whether they were given."""
FEWEST_DEALS: Final = 20
EVERYTHING: Final = "everything"
"""The name of the rules with every switch on."""


def looked_over(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options, with what those are that were not given."""
    _refuse_what_does_nothing(options)
    whole = {**options, **{name: usual for name, usual in DEFAULTS.items() if options[name] is None}}
    if whole["games"] < 1:
        raise CommandError(f"--games: {whole['games']} is too few; play at least one")
    if whole["regret"] is not None and whole["regret"] < 1:
        raise CommandError("--regret: judge at least one decision")
    if whole["deals"] < FEWEST_DEALS:
        raise CommandError(f"--deals: {whole['deals']} is too few; deal at least {FEWEST_DEALS} times")
    return whole


def company_of(options: Mapping[str, Any]) -> list[Persona]:
    """Who sits at the table of a contest, in the order of the seats."""
    try:
        named = [contestant(told, options["level"]) for told in options["pit"]]
    except NoSuchPlayer as error:
        raise CommandError(f"--pit: {error}") from error
    seats = seats_of(options, max(FEWEST_SEATS, len(named)))
    if len(named) > seats:
        raise CommandError(f"--pit: {len(named)} are too many for {seats} seats")
    if len(set(map(name_of, named))) == 1:
        one = name_of(named[0])
        raise CommandError(
            f"--pit: {one} has nobody else to play; name another persona or level too, "
            f"such as --pit {one} {_somebody_else(named[0])}"
        )
    return list(islice(cycle(named), seats))


def rules_of(options: Mapping[str, Any]) -> dict[str, HouseRules]:
    """The house rules asked for, by their names; only a contest may have several."""
    rules = {name: _house_rules(options, name) for name in map(str.strip, options["rules"].split(","))}
    if len(rules) > 1 and not options["pit"]:
        raise CommandError("--rules: several are for --pit; name one, or say who plays whom")
    return rules


def seats_of(options: Mapping[str, Any], usual: int) -> int:
    """How many sit at a table."""
    wanted = usual if options["players"] is None else options["players"]
    return _within("players", wanted, range(FEWEST_SEATS, MOST_SEATS + 1))


def refuse_a_file_that_cannot_be_written(option: str, file: Path) -> None:
    """CommandError where there is no place for this file; leaves everything as it was."""
    try:
        if file.is_dir():
            raise CommandError(f"{option}: {file} is a folder; name a file in it")
        if not file.parent.is_dir():
            raise CommandError(f"{option}: there is no folder {file.parent}; make it first, or name another")
        was_there = file.exists()
        file.open("a").close()
        if not was_there:
            file.unlink()
    except OSError as error:
        raise CommandError(f"{option}: {file} cannot be written ({error.strerror}); name another") from error


def refuse_tables_alone_without_tour(players: list[Persona]) -> None:
    """CommandError where nobody would have looked again anyway."""
    if not any(player.level.watchful for player in players):
        raise CommandError(
            "--tables-alone changes nothing, as nobody plays at Tour: leave it out, or see --level"
        )


def _refuse_what_does_nothing(options: Mapping[str, Any]) -> None:
    pit, judges = options["pit"], options["regret"] is not None
    given = {name for name in DEFAULTS if options[name] is not None}
    for does_nothing, what_to_do in (
        (judges and pit, "--regret judges decisions of all eight, and --pit names who plays: leave one of them out"),
        (judges and "games" in given, "--games: --regret plays as many as its decisions take; leave out --games"),
        (not judges and "deals" in given, "--deals is for judging: add --regret N, for N decisions"),
        (options["plot"] and not pit, "--plot draws what --pit has played: say who plays whom"),
        (
            "level" in given and pit and all(":" in told for told in pit),
            "--level is for who is named without one, and all of --pit have theirs: leave it out",
        ),
    ):  # fmt: skip
        if does_nothing:
            raise CommandError(what_to_do)


def _somebody_else(player: Persona) -> str:
    return "maya" if player.key != "maya" else "marcus"


def _house_rules(options: Mapping[str, Any], name: str) -> HouseRules:
    if name == EVERYTHING:
        rules = from_json(dict.fromkeys(SWITCHES, True) | {"flip_mode": "always"})
    elif name in PRESETS:
        rules = PRESETS[name].rules
    else:
        raise CommandError(
            f"--rules: there is no preset {name!r}; choose one of {', '.join(PRESETS)}, {EVERYTHING}"
        )
    holes, decks = options["holes"], options["decks"]
    return replace(
        rules,
        holes=rules.holes if holes is None else _within("holes", holes, RANGES["holes"]),
        decks=rules.decks if decks is None else _within("decks", decks, RANGES["decks"]),
    )


def _within(name: str, wanted: int, allowed: range) -> int:
    if wanted not in allowed:
        raise CommandError(f"--{name}: {wanted} is not a number from {allowed[0]} to {allowed[-1]}")
    return wanted
