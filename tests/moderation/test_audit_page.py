"""The audit trail in the console: read by those who may, taken along as CSV, and written to by nobody."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone

from accounts import export
from accounts.models import Export
from moderation import audit
from moderation.audit import What
from moderation.console.sheets import cell
from moderation.models import AuditEntry
from moderation.roles import Role
from tests.kit.staff import Staff
from tests.kit.visitor import GOOD_PASSWORD, Visitor, account

pytestmark = pytest.mark.django_db
LIST = "moderation_auditentry_changelist"


def listed(by: Staff, **query: str) -> list[str]:
    page: Any = by.see(LIST, **query)
    return [entry.why for entry in page.context["cl"].result_list]


def exported(by: Staff, query: str = "") -> list[list[str]]:
    response: Any = by.client.post(reverse("admin:moderation_auditentry_export") + query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))


def entries() -> None:
    mo, ada, bob = account("Mo", is_staff=True), account("Adam", is_staff=True), account("Bob")
    audit.record(What.WARNED, by=mo, whom=bob, why="first", address="192.0.2.1")
    audit.record(What.BANNED, by=ada, whom=bob, why="second", address="192.0.2.2")
    audit.record(What.CARDS_SEEN, by=mo, why="third", address="192.0.2.1")


def test_it_is_filtered_and_searched(administrator: Staff) -> None:
    entries()
    assert listed(administrator) == ["third", "second", "first"]
    assert listed(administrator, what="banned") == ["second"]
    assert listed(administrator, q="192.0.2.1") == ["third", "first"]
    assert listed(administrator, q="bob") == ["second", "first"]
    assert listed(administrator, q="sec") == ["second"]
    mo = AuditEntry.objects.get(why="first").by_id
    assert listed(administrator, by_id=str(mo)) == ["third", "first"]
    bob = AuditEntry.objects.get(why="first").whom_id
    assert listed(administrator, whom_id=str(bob)) == ["second", "first"]


@pytest.mark.parametrize("query", [{"what": "bogus"}, {"by_id": "x"}, {"q": "\u202e"}, {"at__year": "2026"}])
def test_odd_filters_break_nothing(administrator: Staff, query: dict[str, str]) -> None:
    entries()
    assert administrator.see(LIST, **query).status_code == 200


def test_nobody_writes_to_it(administrator: Staff) -> None:
    entries()
    one = AuditEntry.objects.latest("pk")
    owner = Staff(Role.OWNER)
    for page, arguments in (("change", [one.pk]), ("delete", [one.pk]), ("add", [])):
        address = reverse(f"admin:moderation_auditentry_{page}", args=arguments)
        assert owner.client.post(address, {"why": "x", "post": "yes"}).status_code == 403
    form = {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes"}
    owner.client.post(reverse(f"admin:{LIST}"), form)
    assert AuditEntry.objects.count() == 3


def test_it_is_exported_and_that_is_noted(administrator: Staff) -> None:
    entries()
    head, *rows = exported(administrator)
    assert head[:3] == ["id", "at", "what"]
    assert [row[head.index("why")] for row in rows] == ["third", "second", "first"]
    last = AuditEntry.objects.latest("pk")
    assert (last.what, last.by_id) == ("audit_exported", administrator.user.pk)


def test_what_is_filtered_is_exported(administrator: Staff) -> None:
    entries()
    assert len(exported(administrator, "?what=banned")) == 2
    assert AuditEntry.objects.latest("pk").detail == {"query": "what=banned"}


def test_many_rows_are_exported_by_and_by(administrator: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moderation.console.audit_trail.AT_ONCE", 7)
    monkeypatch.setattr("moderation.console.sheets.LINES_AT_ONCE", 3)
    for number in range(30):
        audit.record(What.WARNED, by=None, why=str(number))
    rows = exported(administrator)[1:]
    assert [row[9] for row in rows] == [str(number) for number in reversed(range(30))]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1"])
def test_formulas_are_taken_for_text(administrator: Staff, text: str) -> None:
    audit.record(What.WARNED, by=None, why=text)
    assert exported(administrator)[1][9].startswith("'")


def test_other_text_stays_as_it_is() -> None:
    assert [cell(value) for value in ("a=b", 7, None, "it's")] == ["a=b", "7", "", "it's"]


def test_an_export_by_get_is_refused(administrator: Staff) -> None:
    assert administrator.client.get(reverse("admin:moderation_auditentry_export")).status_code == 405
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.MODERATOR])
def test_only_administrators_read_and_export_it(role: Role) -> None:
    somebody = Staff(role)
    assert somebody.see(LIST).status_code == 403
    assert somebody.client.post(reverse("admin:moderation_auditentry_export")).status_code == 403


@pytest.mark.django_db(transaction=True)
async def test_it_is_streamed_by_an_asgi_server() -> None:
    ada = await sync_to_async(Staff)(Role.ADMINISTRATOR)
    await sync_to_async(audit.record)(What.WARNED, by=None, why="here")
    client = AsyncClient()
    await client.aforce_login(ada.user)
    response: Any = await client.post(reverse("admin:moderation_auditentry_export"))
    assert response.is_async
    text = b"".join([part async for part in response.streaming_content]).decode()
    await sync_to_async(connections.close_all)()  # Those of the thread that served it.
    assert "here" in text


# Who is turned away


def test_a_wrong_password_of_the_team_is_noted() -> None:
    mo = account("Mo", is_staff=True)
    Visitor().sign_in("Mo", "wrong")
    Visitor().sign_in("mo@example.org", "wrong")
    found = AuditEntry.objects.filter(what="sign_in_failed")
    assert [(one.whom_id, one.by_id, one.address) for one in found] == 2 * [(mo.pk, None, "127.0.0.1")]


def test_a_wrong_password_on_the_way_to_the_console_is_noted_without_what_was_typed() -> None:
    Visitor().sign_in("my-secret", "wrong", next="/admin/")
    one = AuditEntry.objects.get()
    assert (one.what, one.whom_id, one.detail) == ("sign_in_failed", None, {})


def test_other_wrong_passwords_are_not() -> None:
    account("Alice")
    Visitor().sign_in("Alice", "wrong")
    Visitor().sign_in("Alice", GOOD_PASSWORD)
    assert not AuditEntry.objects.exists()


def test_whoever_is_no_staff_is_turned_away_and_noted() -> None:
    paul = Staff(Role.PLAYER)
    assert paul.client.get("/admin/accounts/user/").status_code in {302, 403}
    assert paul.client.get("/admin/login/").status_code == 403
    one = AuditEntry.objects.latest("pk")
    assert (one.what, one.by_id) == ("entry_refused", paul.user.pk)


def test_a_flood_of_refusals_is_noted_ten_times() -> None:
    paul = Staff(Role.PLAYER)
    for _try in range(30):
        paul.client.get("/admin/login/")
    assert AuditEntry.objects.count() == 10


def test_the_export_of_ones_own_data_is_noted() -> None:
    alice = account("Alice")
    visitor = Visitor()
    visitor.sign_in("Alice")
    export.ask(alice)
    made = Export.objects.get()
    export.make(made.pk)
    assert visitor.see("account_export_file", made.token).status_code == 200
    one = AuditEntry.objects.get(what="data_exported")
    assert (one.by_id, one.whom_id) == (alice.pk, alice.pk)
    assert timezone.now() - one.at < timedelta(minutes=1)
