"""Everything that is kept about somebody, as one ZIP of JSON files, made by a worker and fetched by its owner."""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from celery import shared_task
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import kept, limits, mail
from accounts.chores import every
from accounts.later import later
from accounts.limits import DAY, HOUR, Limit
from accounts.models import Export, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

GOOD_FOR: Final = timedelta(days=7)
EXPORTS: Final = Limit("exports", 3, DAY)
"""Of a user."""
README: Final = """Everything that Six-Card Golf keeps about you, as of {made_at}.

Each file is JSON; times are UTC. Other people's names and cards are not in here: they are kept about them.
"""


def ask(user: User) -> Export:
    """Have an export made; a letter says when it is there. TooMany."""
    limits.count(EXPORTS, str(user.pk))
    export = Export.objects.create(user=user, token=secrets.token_urlsafe(24), asked_at=timezone.now())
    later(make, export.pk)
    return export


@shared_task
def make(export_id: int) -> None:
    """Make an export that was asked for, and tell its owner. One that is made already stays as it is."""
    export = waiting().filter(pk=export_id).select_related("user").first()
    if export is None:
        return
    now = timezone.now()
    content = packed(kept.about(export.user), now.isoformat(timespec="seconds"))
    made = waiting().filter(pk=export_id)
    with transaction.atomic():
        if made.update(content=content, made_at=now, expires_at=now + GOOD_FOR) and export.user.is_active:
            url = settings.SITE_URL + reverse("account_export_file", args=[export.token])
            mail.send("account/email/export_ready", export.user.email, {"user": export.user, "url": url})


@every(HOUR)
@shared_task
def make_those_that_wait() -> None:
    """Make what a broker lost, and forget what has expired."""
    for export_id in list(waiting().values_list("pk", flat=True)):
        make(export_id)
    Export.objects.filter(expires_at__lt=timezone.now()).delete()


def waiting() -> QuerySet[Export]:
    """The exports that are still to be made."""
    return Export.objects.filter(made_at=None)


def packed(parts: dict[str, Any], made_at: str) -> bytes:
    """A ZIP with a file for each part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(made_at=made_at))
        for name, part in parts.items():
            text = json.dumps(part, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(f"{name}.json", text + "\n")
    return buffer.getvalue()


def ready(user: User) -> QuerySet[Export]:
    """Somebody's exports that can be fetched."""
    return Export.objects.filter(user=user, made_at__isnull=False, expires_at__gt=timezone.now())
