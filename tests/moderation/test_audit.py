"""The audit trail only grows: neither our code nor SQL changes or deletes what stands in it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from accounts.models import User
from moderation import audit
from moderation.audit import What
from moderation.models import AuditEntry
from tests.kit.visitor import account

pytestmark = pytest.mark.django_db


def entry() -> AuditEntry:
    return audit.record(What.WARNED, by=account("Mo"), whom=account("Bob"), why="Rude.", address="192.0.2.7")


def test_an_entry_tells_ids_and_names_as_they_were() -> None:
    one = AuditEntry.objects.get(pk=entry().pk)
    bob = User.objects.get(username="Bob")
    assert (one.what, one.by_name, one.whom_id, one.whom_name) == ("warned", "Mo", bob.pk, "Bob")
    assert (one.why, one.address, one.detail) == ("Rude.", "192.0.2.7", {})


def test_what_nobody_has_named_is_refused() -> None:
    with pytest.raises(ValueError):
        audit.record("made tea", by=None)


def test_an_entry_is_not_saved_again_and_not_deleted() -> None:
    one = entry()
    with pytest.raises(TypeError):
        one.save()
    with pytest.raises(TypeError):
        one.delete()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE moderation_auditentry SET why = ''",
        "UPDATE moderation_auditentry SET id = id + 1",
        "DELETE FROM moderation_auditentry",
    ],
)
def test_the_database_refuses(sql: str) -> None:
    one = entry()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute(sql)
    assert AuditEntry.objects.get(pk=one.pk).why == "Rude."


@pytest.mark.postgres
def test_the_database_refuses_to_truncate() -> None:
    one = entry()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute("TRUNCATE moderation_auditentry")
    assert AuditEntry.objects.filter(pk=one.pk).exists()


def test_a_query_set_can_do_no_more() -> None:
    entry()
    for harm in (AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(why="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            harm()


def test_whoever_is_deleted_stays_in_it() -> None:
    one = entry()
    User.objects.all().delete()
    assert AuditEntry.objects.get(pk=one.pk).by_name == "Mo"


def test_a_request_says_who_and_from_where() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9")
    request.user = account("Mo")
    assert audit.by_request(request) == {"by": request.user, "address": "192.0.2.9"}


def test_a_request_from_nowhere_has_no_address() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="")
    request.user = AnonymousUser()
    assert audit.by_request(request) == {"by": None, "address": None}
