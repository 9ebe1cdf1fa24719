"""What is kept about somebody here: told for their export, let go when they go, and a guest's goes along.

What others have said about somebody is told, but not who said it; nor what those who look after the site noted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Q

from accounts import belongings, deletion, kept
from accounts.belongings import Belongings
from leaderboards import news
from moderation import sanctions, signals
from moderation.models import Appeal, Report, Sanction, SeenFrom, Signal, Unmeasured

if TYPE_CHECKING:
    from accounts.models import User

BY: Final = ("about_name", "kind", "words", "game_id", "seq", "made_at", "decided_at")
ABOUT: Final = ("kind", "game_id", "seq", "made_at", "decided_at", "decision")

SANCTION: Final = (
    "kind", "why", "at", "until", "lifted_at",
    "appeal__words", "appeal__made_at", "appeal__outcome", "appeal__answer",
)  # fmt: skip


@kept.tells("reports_made")
def reports_by(user: User) -> list[dict[str, Any]]:
    """What somebody has reported, oldest first."""
    return [dict(one) for one in Report.objects.filter(by=user).order_by("made_at").values(*BY)]


@kept.tells("reports_about_me")
def reports_about(user: User) -> list[dict[str, Any]]:
    """What was reported of somebody, and what came of it. The words could tell whose they are."""
    return [dict(one) for one in Report.objects.filter(about=user).order_by("made_at").values(*ABOUT)]


@kept.tells("sanctions")
def sanctions_of(user: User) -> list[dict[str, Any]]:
    """What was imposed on somebody, as they were told it, and what they said against it."""
    found = Sanction.objects.filter(user=user).order_by("pk")
    return [dict(one) for one in found.values(*SANCTION)]


@kept.tells("signals")
def signals_about(user: User) -> list[dict[str, Any]]:
    """What was noticed of how somebody plays."""
    found = Signal.objects.filter(user=user).order_by("first_at")
    return [dict(one) for one in found.values("kind", "number", "first_at", "at")]


class Reports:
    """The keeper of reports and sanctions: those by a guest, and about them, are the account's from now on."""

    def count(self, user_id: int) -> Belongings:
        return Belongings(0, 0)

    def move(self, guest_id: int, user_id: int) -> None:
        """What would be a second open report of a pair, or one about oneself, stays with the guest."""
        with transaction.atomic():
            for one in Report.objects.filter(Q(by=guest_id) | Q(about=guest_id)).order_by("pk"):
                by = user_id if one.by_id == guest_id else one.by_id
                about = user_id if one.about_id == guest_id else one.about_id
                if by != about and not (one.is_open and _is_open(by, about)):
                    Report.objects.filter(pk=one.pk).update(by=by, about=about)
            sanctions.bring(guest_id, user_id)
            signals.forget(guest_id)
            SeenFrom.objects.filter(user=guest_id).delete()
        signals.note_players({user_id})


def _is_open(by: int, about: int) -> bool:
    return Report.objects.filter(by=by, about=about, decided_at=None).exists()


def listen() -> None:
    """From now on hear of games that are folded, of people who go, and of guests who come along."""
    kept.forgetting.connect(_forget)
    belongings.register(Reports())
    news.folded.connect(_folded)


def _forget(user: User, **_signal: Any) -> None:
    """Names and words go; that there was a report, or a sanction, and what came of it, stays.

    A report that is open keeps its words until it is decided.
    """
    for one in (user.pk, *user.guests_before.values_list("pk", flat=True)):
        Report.objects.filter(by=one).update(by_name=deletion.NAME)
        Report.objects.filter(about=one).update(about_name=deletion.NAME)
        Report.objects.filter(by=one, decided_at__isnull=False).update(words="")
        Appeal.objects.filter(sanction__user=one).update(words="", answer="")
        signals.forget(one)
        SeenFrom.objects.filter(user=one).delete()
        Unmeasured.objects.filter(user=one).delete()


def _folded(users: set[int], **_signal: Any) -> None:
    signals.note_players(users)
