"""The games that are being played: whether a clock moves them on, and whether they can be read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from django.conf import settings
from django.utils import timezone

from games import due, faults, heart, verify
from golf_project.doctor.findings import About, some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from golf_project.doctor.findings import Findings

Which: TypeAlias = Literal["live", "all", "none"]
Watch: TypeAlias = "Callable[[Iterable[int], int], Iterable[int]]"
"""Shows how far one is in so many games."""
OVERDUE: Final = timedelta(seconds=30)

clock = About("clock")
streams = About("streams")


def found_of_clock(*, redis_answers: bool) -> Findings:
    live = verify.all_games(ended=False).count()
    if settings.PLAY:
        # Of another process's memory nothing can be known; and while it does not run, games wait.
        yield clock.ok(f"within `make play`; {verify.counted(live, 'game')} being played")
        return True
    if not redis_answers:
        yield clock.warning("whether one runs cannot be known without Redis")
    elif heart.is_beating():
        yield clock.ok(f"runs; {verify.counted(live, 'game')} being played")
    elif live:
        yield clock.fault(f"none runs, for {verify.counted(live, 'live game')}: start `manage.py run_clock`")
    else:
        yield clock.warning("none runs: start `manage.py run_clock`")
    if late := due.overdue(timezone.now() - OVERDUE):
        yield clock.fault(f"{verify.counted(len(late), 'game')} should have moved on long ago: {some(late)}")
    if lost := due.without_row():
        yield clock.warning(
            f"{verify.counted(len(lost), 'game')} unknown to the clock, until it looks: {some(lost)}"
        )
    return True


def found_of_streams(which: Which, watch: Watch) -> Findings:
    if which != "none":
        games = verify.all_games(ended=which == "all") | verify.all_games().exclude(fault="")
        numbers = games.values_list("pk", flat=True)
        count = numbers.count()
        bad = sum(not verify.can_be_folded(number) for number in watch(numbers.iterator(), count))
        kind = "live " if which == "live" else ""
        if not bad:
            yield streams.ok(f"{verify.counted(count, f'{kind}game')} can be read")
    for game, fault in faults.listed():
        yield streams.fault(f"game {game}, {fault}: set aside, see docs/operations.md")
    return True
