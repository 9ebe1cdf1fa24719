"""Mail: how it leaves, and whether a letter does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from golf_project.doctor.findings import About, in_a_line

if TYPE_CHECKING:
    from golf_project.doctor.findings import Finding, Findings

WAYS: Final = {
    "anymail.backends.resend.EmailBackend": "by Resend",
    "django.core.mail.backends.smtp.EmailBackend": "by SMTP",
    "django.core.mail.backends.filebased.EmailBackend": "into files: nobody gets any",
    "django.core.mail.backends.console.EmailBackend": "onto the console: nobody gets any",
}

about = About("mail")


def found(to: str | None) -> Findings:
    yield _way()
    if settings.RESEND_API_KEY and not settings.RESEND_SIGNING_SECRET:
        yield about.warning(
            "RESEND_SIGNING_SECRET is not set: the site does not hear of letters that come back"
        )
    if to is not None:
        yield _sent(to)
    return True


def _way() -> Finding:
    sentence = f"letters leave {WAYS.get(settings.EMAIL_BACKEND, settings.EMAIL_BACKEND)}"
    nobody = "nobody gets any" in sentence and not settings.PLAY
    return about.warning(f"{sentence}; set EMAIL_URL or RESEND_API_KEY") if nobody else about.ok(sentence)


def _sent(to: str) -> Finding:
    """What comes of a test letter, sent at once and by this process."""
    try:
        validate_email(to)
    except ValidationError:
        return about.fault(f"{to!r} is no address: no letter was sent")
    text = f"If you read this, {settings.SITE_URL} can send mail."
    letter = EmailMessage(f"A test letter from {settings.SITE_HOST}", text, to=[to])
    try:
        letter.send()
    except Exception as error:  # noqa: BLE001 - whatever a provider's library raises is the answer
        return about.fault(f"the test letter could not be sent: {in_a_line(error)}")
    status = getattr(letter, "anymail_status", None)
    name = getattr(status, "message_id", None)
    return about.ok(f"a test letter to {to} is on its way{f', as {name}' if name else ''}")
