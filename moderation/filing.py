"""Filing a report: who may report whom, from where, and how often. Synchronous; asks the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import limits
from accounts.models import User
from accounts.refused import Refused
from games import codes
from games.live import last_seqs
from games.models import Game, Seat, Visibility
from games.rules.state import Phase
from moderation.models import Kind, Report
from moderation.models.reports import LONGEST_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Moment:
    """Where it happened: the seat of the one who is reported, and the last event that the reporter had seen."""

    game: int
    seat: int
    seq: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is said of somebody."""

    kind: Kind
    words: str = ""


def complaint(given: Mapping[str, str]) -> Complaint:
    """What a form says. Refused where it says nothing that can be taken down."""
    # A browser ends the lines of a form in two characters, of which nobody counts the second.
    kind, words = given.get("kind", ""), given.get("words", "").replace("\r\n", "\n").strip()
    if kind not in Kind.values:
        raise Refused(422, "malformed", _("Please choose what it is about."), "kind")
    if len(words) > LONGEST_WORDS:
        sentence = _("Please say it in at most %(most)d characters.") % {"most": LONGEST_WORDS}
        raise Refused(422, "malformed", sentence, "words")
    if "\0" in words:
        raise Refused(422, "malformed", _("There is something in it that is no text."), "words")
    return Complaint(Kind(kind), words)


def game_at(by: User | None, game_id: int, code: str = "") -> Game:
    """The game, for whoever was there. Refused before anything of it is told: who sits there is nobody else's affair.

    `code`: of the table, where they know it. Who has it may be there before the start, and where the gallery is open.
    """
    game = Game.objects.select_related("table").filter(pk=min(game_id, LARGEST)).first()
    if game is None:
        raise Refused(404, "no_such_game", _("There is no such game."))
    if not _was_there(by, game, code):
        raise Refused(403, "not_there", _("You were not at that table."))
    return game


def seated(game: Game, seat: int) -> User:
    """The person who has this seat in the game. Refused where there is none."""
    # Of a guest who has an account by now the account is meant.
    found = Seat.objects.select_related("user__merged_into").filter(game=game, number=min(seat, LARGEST))
    taken = found.first()
    if taken is None:
        raise Refused(404, "nobody", _("Nobody sits there."))
    if taken.persona:
        raise Refused(409, "cpu", _("That is a computer player. There is nobody to report."))
    if taken.user is None:
        raise Refused(404, "nobody", _("Nobody sits there."))
    return _as_now(taken.user)


def _was_there(by: User | None, game: Game, code: str) -> bool:
    """Whether somebody has played in this game, or may look at its table."""
    table = game.table
    if table.visibility == Visibility.PUBLIC:
        return True
    in_lobby = game.phase == Phase.LOBBY and game.pk == table.game_id
    if (table.watch or in_lobby) and codes.as_typed(code) == table.code:
        return True
    return by is not None and Seat.objects.filter(game=game, user=by).exists()


def moment(game: Game, seat: int, seq: str) -> Moment:
    """The moment that is named; of a game that is not so far, the last that there is."""
    last = max(last_seqs([game.pk]).get(game.pk, 0), 0)
    seen = int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 10 else last
    return Moment(game.pk, seat, min(seen, last))


def file(by: User, about: User, said: Complaint, at: Moment | None = None, address: str = "") -> Report:
    """Take the report down. Refused, or TooMany of one person or from one address."""
    about = _as_now(about)
    if about.pk == by.pk:
        raise Refused(409, "yourself", _("You cannot report yourself."))
    if about.deleted_at is not None:
        raise Refused(409, "gone", _("That account is gone. There is nobody to report."))
    limits.count(limits.REPORTS, str(by.pk))
    if address:
        limits.count(limits.REPORTS_OF_AN_ADDRESS, address)
    report = Report(
        by=by,
        about=about,
        by_name=by.name,
        about_name=about.name,
        kind=said.kind,
        words=said.words,
        game_id=at.game if at else None,
        seat=at.seat if at else None,
        seq=at.seq if at else None,
    )
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError:
        sentence = _("You have reported %(name)s already. Somebody will look at it.") % {"name": about.name}
        raise Refused(409, "already_reported", sentence) from None
    return report


def _as_now(user: User) -> User:
    return user.merged_into or user
