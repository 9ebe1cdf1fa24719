"""The HTTP API's calls about the analysis of a finished game: asking for one, and reading it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from ninja import Field, Router, Schema, Status
from ninja.decorators import decorate_view

from accounts.addresses import address_of
from accounts.calls import BAD_BODY, NOT_SIGNED_IN, SIGNED_IN, Error, Strict, whoever
from accounts.models import User
from accounts.refused import Refused
from games import faults
from games.fold import BrokenStream
from replays import access, analyses, tasks
from replays.api import game_number

router = Router()
Json = dict[str, Any]


class Asked(Strict):
    closer: bool = Field(
        default=False, description="With ten times as many deals: some minutes, in the background."
    )


AS_USUAL = Asked()


class Analysis(Schema):
    state: Literal["none", "going", "done", "failed"]
    judged: int = Field(description="How many decisions are judged of the analysis that is on its way.")
    decisions: int = Field(description="How many there are; 0 until somebody has begun.")
    analysis: Json | None = Field(description="What is there, with most deals (docs/analysis.md).")


SEEN: dict[int, Any] = {200: Analysis, 404: Error, 503: Error}
ASKED: dict[int, Any] = {202: Analysis, 404: Error, 429: Error, 503: Error, **BAD_BODY}


@router.get("games/{game}/analysis", response=SEEN | NOT_SIGNED_IN, auth=None)
@decorate_view(gzip_page)
def show_analysis(request: HttpRequest, game: str, result: bool = True) -> Json:
    """What the decisions of a finished game cost. Without its `result`: only how far it is."""
    return _analysis(request, lambda user: access.by_number(game_number(game), user), result=result)


@router.get("replays/{token}/analysis", response=SEEN, auth=None)
@decorate_view(gzip_page)
def show_analysis_by_token(request: HttpRequest, token: str, result: bool = True) -> Json:
    """The same by a link."""
    return _analysis(request, lambda _user: access.by_token(token), result=result)


@router.post("games/{game}/analysis", response=ASKED | NOT_SIGNED_IN, auth=SIGNED_IN)
def ask_for_analysis(request: HttpRequest, game: str, body: Asked = AS_USUAL) -> Status[Json]:
    """Have a finished game analysed that you may watch; where that has been done nothing happens."""
    return Status(
        202, _analysis(request, lambda user: access.by_number(game_number(game), user), closer=body.closer)
    )


@router.post("replays/{token}/analysis", response=ASKED | NOT_SIGNED_IN, auth=SIGNED_IN)
def ask_for_analysis_by_token(request: HttpRequest, token: str, body: Asked = AS_USUAL) -> Status[Json]:
    """The same by a link."""
    return Status(202, _analysis(request, lambda _user: access.by_token(token), closer=body.closer))


def _analysis(
    request: HttpRequest,
    find: Callable[[User | None], access.Found],
    *,
    closer: bool | None = None,
    result: bool = True,
) -> Json:
    user = whoever(request)
    try:
        number = find(user).game.pk
        asked = None
        if closer is not None:
            asked = analyses.ask(number, user, address_of(request), closer=closer)
    except access.NoSuchReplay:
        raise Refused(404, "no_such_replay", _("There is no such replay.")) from None
    except analyses.NotToBeHad as error:
        raise Refused(422, "nothing_to_analyse", str(error)) from error
    except BrokenStream:
        raise Refused(503, "set_aside", faults.sentence()) from None
    if asked is not None:
        tasks.begin(asked.pk)
    standing = analyses.standing(number)
    return {
        "state": standing.state,
        "judged": standing.going.judged if standing.going else 0,
        "decisions": standing.going.decisions if standing.going else 0,
        "analysis": standing.done.result if standing.done and result else None,
    }
