"""The post: every letter of the site, written down before it goes, sent by a worker, and followed until it arrives.

A letter is queued in the transaction that asks for it, so that none is sent for what never happened, and none that was
promised is lost. Its text is forgotten once it is on its way: links and codes in it are nobody else's.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from celery import shared_task
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import news
from accounts.chores import every
from accounts.later import later
from accounts.models import Letter, LetterEvent

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger(__name__)

MOST_TRIES: Final = 6
FIRST_PAUSE: Final = timedelta(minutes=1)
"""Before the second try; each pause is three times the one before."""
LEASE: Final = timedelta(minutes=5)
"""A worker that has not sent a letter by then has died."""
MOST_AT_ONCE: Final = 100
KEPT: Final = timedelta(days=90)
MINUTE: Final = 60
DAY: Final = 24 * 60 * MINUTE

ENDS: Final = {
    "delivered": Letter.State.DELIVERED,
    "bounced": Letter.State.BOUNCED,
    "rejected": Letter.State.BOUNCED,
    "failed": Letter.State.BOUNCED,
    "complained": Letter.State.COMPLAINED,
}
"""What a provider's events make of a letter. What is not here changes nothing."""


def post(kind: str, to: str, subject: str, text: str, html: str, user: User | None) -> Letter:
    """Queue a letter: it is sent after the commit, and tried again where that fails."""
    now = timezone.now()
    letter = Letter.objects.create(
        kind=kind, to=to, subject=subject, text=text, html=html, user=user, made_at=now, next_try_at=now
    )
    later(send, letter.pk)
    return letter


def post_nothing() -> None:
    """Give a worker as much to do as a letter would: an address that nobody has is answered like any other."""
    later(send, 0)


@shared_task
def send(letter_id: int) -> None:
    """Send a letter, if it is still to be sent and nobody else is just about to."""
    now = timezone.now()
    mine = Letter.objects.filter(pk=letter_id, state=Letter.State.QUEUED, next_try_at__lte=now)
    if not mine.update(next_try_at=now + LEASE, tries=F("tries") + 1):
        return
    letter = Letter.objects.get(pk=letter_id)
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.to])
    message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 - whatever a provider's library raises, the letter is tried again
        _not_sent(letter, error)
    else:
        status = getattr(message, "anymail_status", None)
        _sent(letter, str(getattr(status, "message_id", None) or ""))


def _sent(letter: Letter, provider_id: str) -> None:
    gone = {"text": "", "html": "", "next_try_at": None}
    now = timezone.now()
    # A provider may be quicker to say that it has arrived than to say that it is sent.
    Letter.objects.filter(pk=letter.pk).update(provider_id=provider_id, sent_at=now, **gone)
    Letter.objects.filter(pk=letter.pk, state=Letter.State.QUEUED).update(state=Letter.State.SENT)


def _not_sent(letter: Letter, error: Exception) -> None:
    reason = type(error).__name__
    if letter.tries >= MOST_TRIES:
        log.error("letter %d (%s) could not be sent: %s", letter.pk, letter.kind, reason)
        changed: dict[str, Any] = {"state": Letter.State.FAILED, "text": "", "html": "", "next_try_at": None}
    else:
        log.warning("letter %d (%s) is tried again: %s", letter.pk, letter.kind, reason)
        changed = {"next_try_at": timezone.now() + FIRST_PAUSE * 3 ** (letter.tries - 1)}
    Letter.objects.filter(pk=letter.pk).update(reason=reason, **changed)


@every(MINUTE)
@shared_task
def send_what_waits() -> None:
    """Send the letters whose time has come: new ones that a broker lost, and those that are tried again."""
    due = Letter.objects.filter(state=Letter.State.QUEUED, next_try_at__lte=timezone.now())
    for letter_id in list(due.order_by("next_try_at").values_list("pk", flat=True)[:MOST_AT_ONCE]):
        send(letter_id)


@every(DAY)
@shared_task
def forget_old() -> None:
    """Delete what nobody needs to know any more."""
    Letter.objects.filter(made_at__lt=timezone.now() - KEPT).delete()


def note(event_id: str, provider_id: str, what: str, reason: str) -> None:
    """Take in what a provider says of a letter; an event that it repeats changes nothing."""
    letter = Letter.objects.filter(provider_id=provider_id).select_related("user").first()
    if letter is None or not provider_id:
        return
    try:
        with transaction.atomic():
            LetterEvent.objects.create(event_id=event_id[:200], letter=letter, what=what)
            if what in ENDS:
                _came_to(letter, ENDS[what], reason)
    except IntegrityError:
        log.info("an event of letter %d was told twice", letter.pk)


def _came_to(letter: Letter, state: Letter.State, reason: str) -> None:
    Letter.objects.filter(pk=letter.pk).update(state=state, reason=reason[:200])
    if letter.user is not None and letter.user.email.casefold() == letter.to.casefold():
        bounced = state is Letter.State.BOUNCED
        news.address_answered.send(Letter, user_id=letter.user.pk, address=letter.to, bounced=bounced)
