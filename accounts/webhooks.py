"""What the mail provider tells of letters. Only what it has signed is heard."""

from __future__ import annotations

from typing import Any

from anymail.signals import tracking
from django.conf import settings
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from accounts import post


@csrf_exempt
def mail_events(request: HttpRequest) -> HttpResponseBase:
    """Hear an event, if the signing secret is known; 400 for one that is not signed with it."""
    if not settings.RESEND_SIGNING_SECRET:
        raise Http404
    # Not at the top: it brings a client for all of svix, which takes a fifth of the time in which a process starts.
    from anymail.webhooks.resend import ResendTrackingWebhookView

    hear = ResendTrackingWebhookView.as_view(signing_secret=settings.RESEND_SIGNING_SECRET)
    answer: HttpResponseBase = hear(request)
    return answer


@receiver(tracking)
def take_in(event: Any, **_signal: Any) -> None:
    """An event whose signature was good."""
    if event.event_id and event.message_id:
        post.note(event.event_id, event.message_id, event.event_type, str(event.reject_reason or ""))
