"""The pages about the CPU players: all eight, and one of them each."""

from __future__ import annotations

from functools import reduce
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from games import remark_words, rule_words, tables
from games.persona_words import STORIES
from games.rules.levels import USUAL
from leaderboards import counts, cpu_ratings, cpu_styles

HUNDRED: Final = 100


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All eight, and what levels are."""
    context = {"personas": rule_words.personas(), "levels": rule_words.levels()}
    return render(request, "cpu_players.html", context)


@never_cache
@require_safe
def persona(request: HttpRequest, key: str) -> HttpResponse:
    """One of them: how they play, what they say, and how they have fared against people."""
    everybody = rule_words.personas()
    shown = next((one for one in everybody if one["key"] == key), None)
    if shown is None:
        raise Http404
    place, levels = everybody.index(shown), rule_words.levels()
    records = counts.records_of(key)
    context = {
        "persona": shown,
        "story": [_(text) for text in STORIES[key]],
        "figures": cpu_styles.figures(key),
        "measured": cpu_styles.about(),
        "phrases": remark_words.remarks_of(key),
        "points": cpu_ratings.points_of(key),
        "record": reduce(counts.Record.plus, records.values()),
        "records": [
            (level["name"], records[level["key"]]) for level in levels if records[level["key"]].games
        ],
        "levels": levels,
        "chosen": tables.level_for(request.user) if isinstance(request.user, User) else "easy",
        "usual": USUAL,
        "before": everybody[place - 1],
        "after": everybody[(place + 1) % len(everybody)],
    }
    return render(request, "cpu_player.html", context)
