"""Letters: what the site writes to people, in their language. The post (post.py) carries them."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import limits, post
from accounts.limits import HOUR, Limit, TooMany

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger(__name__)

ASKED_FOR: Final = (
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/account_already_exists",
    "account/email/password_reset_key",
    "account/email/login_code",
)
"""What anybody may have sent to an address that they name."""
LETTERS: Final = Limit("letters", 5, HOUR)
"""To an address, of those that anybody may ask for."""
CODE: Final = re.compile(r"[A-Z0-9-]{4,12}")


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it is read."""

    subject: str
    text: str
    html: str


def send(kind: str, to: str, context: dict[str, Any]) -> None:
    """Post the letter of the templates `<kind>_subject.txt` and `<kind>_message.txt` to an address.

    In the language of the `user` in the context. Whoever has asked for too many gets no more for a while, and is not
    told so; nor is anybody told whether the mail server took it: both would say who has an account.
    """
    if kind in ASKED_FOR:
        try:
            limits.count(LETTERS, to.casefold())
        except TooMany:
            log.warning("no more letters to one address for a while")
            return
    letter = written(kind, to, context)
    post.post(kind, to, letter.subject, letter.text, letter.html, context.get("user"))


def written(kind: str, to: str, context: dict[str, Any]) -> Written:
    """The letter, in text and in HTML."""
    user: User | None = context.get("user")
    known = {"site_url": settings.SITE_URL, "email": to, "now": timezone.now(), "user": user}
    with translation.override(user.language if user and user.language else translation.get_language()):
        subject = " ".join(_filled(f"{kind}_subject.txt", context | known).split())
        text = re.sub(r"\n{3,}", "\n\n", _filled(f"{kind}_message.txt", context | known)).strip() + "\n"
        html = render_to_string("mail/letter.html", {"subject": subject, "parts": _parts(text)} | known)
    return Written(subject, text, html)


def _filled(name: str, context: dict[str, Any]) -> str:
    """The template as text, in which nothing is escaped."""
    return Engine.get_default().get_template(name).render(Context(context, autoescape=False))


def _parts(text: str) -> list[dict[str, Any]]:
    """The paragraphs of a letter; those that are a link or a code stand out."""
    parts = [" ".join(part.split("\n")).strip() for part in text.split("\n\n")]
    return [
        {
            "text": part,
            "is_link": part.startswith(settings.SITE_URL + "/"),
            "is_code": bool(CODE.fullmatch(part)),
        }
        for part in parts
        if part
    ]
