"""Invitations are made by the dozen, taken back, and tell who came by them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import signups
from accounts.models import Invitation
from moderation.models import AuditEntry
from moderation.roles import Role
from tests.kit.staff import Staff
from tests.kit.visitor import Visitor, account

pytestmark = pytest.mark.django_db
MAKE = "admin:accounts_invitation_make"


def make(by: Staff, **answers: object) -> Any:
    form = {"number": 3, "uses": 2, "note": "The club", **answers}
    return by.client.post(reverse(MAKE), form)


def test_several_are_made_at_once(administrator: Staff) -> None:
    day = timezone.localdate() + timedelta(days=3)
    response = make(administrator, day=day.isoformat())
    made = list(Invitation.objects.all())
    assert len(made) == 3
    assert {(one.uses, one.note, one.made_by) for one in made} == {(2, "The club", administrator.user)}
    assert {one.expires_at for one in made} == {made[0].expires_at}
    assert made[0].expires_at is not None
    assert timezone.localtime(made[0].expires_at).date() == day + timedelta(days=1)
    page = administrator.client.get(response.headers["Location"]).content.decode()
    assert all(f"?invitation={one.code}" in page for one in made)
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.why, entry.detail["number"]) == ("invitations_made", "The club", 3)


def test_somebody_signs_up_with_one_and_is_named_on_its_page(administrator: Staff) -> None:
    make(administrator, number=1)
    one = Invitation.objects.get()
    Visitor().sign_up("Robin", invitation=one.code)
    page = administrator.see("accounts_invitation_change", one.pk).content.decode()
    assert "Robin" in page
    listed: Any = administrator.see("accounts_invitation_changelist")
    assert [(row.used, row.guests_now) for row in listed.context["cl"].result_list] == [(1, 1)]


def test_one_that_was_taken_back_is_good_for_nobody(administrator: Staff) -> None:
    make(administrator)
    first = Invitation.objects.earliest("pk")
    administrator.do("accounts_invitation", "revoke", first.pk, reason="It leaked.")
    assert first not in signups.good_invitations()
    assert signups.good_invitations().count() == 2
    entry = AuditEntry.objects.get(what="invitation_revoked")
    assert (entry.why, entry.detail["invitation"]) == ("It leaked.", first.pk)
    assert administrator.do("accounts_invitation", "revoke", first.pk).status_code == 403


def test_a_form_that_is_sent_twice_makes_them_once(administrator: Staff) -> None:
    page: Any = administrator.client.get(reverse(MAKE))
    mark = page.context["once"]
    assert f'name="once" value="{mark}"' in page.content.decode()
    assert make(administrator, once=mark, note="").status_code == 400
    first, second = make(administrator, once=mark), make(administrator, once=mark)
    assert Invitation.objects.count() == 3
    assert AuditEntry.objects.count() == 1
    assert first.headers["Location"] != second.headers["Location"]
    listed: Any = administrator.client.get(second.headers["Location"])
    assert "has been sent before" in listed.content.decode()
    assert len(listed.context["cl"].result_list) == 3
    make(administrator, once=administrator.client.get(reverse(MAKE)).context["once"])
    assert Invitation.objects.count() == 6


@pytest.mark.parametrize(
    "answers",
    [
        {"number": 0},
        {"number": 201},
        {"number": "x"},
        {"uses": 0},
        {"uses": 10**12},
        {"note": ""},
        {"note": "x" * 81},
        {"day": "2001-01-01"},
        {"day": "9999-12-31"},
        {"day": "soon"},
    ],
)
def test_a_bad_form_makes_none(administrator: Staff, answers: dict[str, object]) -> None:
    assert make(administrator, **answers).status_code == 400
    assert not Invitation.objects.exists()


def test_a_get_makes_none(administrator: Staff) -> None:
    page = administrator.client.get(reverse(MAKE), {"number": "3", "uses": "1", "note": "x"})
    assert page.status_code == 200
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.MODERATOR])
def test_only_administrators_make_them(role: Role) -> None:
    somebody = Staff(role)
    assert make(somebody).status_code == 403
    assert somebody.client.get(reverse(MAKE)).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "query", [{}, {"first": "1"}, {"first": "x", "last": "y"}, {"first": "9" * 30, "last": "1"}]
)
def test_links_that_nobody_has_made_are_not_found(administrator: Staff, query: dict[str, str]) -> None:
    assert administrator.see("accounts_invitation_made", **query).status_code == 404


def test_nobody_reads_the_links_of_others(administrator: Staff) -> None:
    make(administrator)
    ids = Invitation.objects.values_list("pk", flat=True)
    other = Staff(Role.OWNER)
    assert other.see("accounts_invitation_made", first=min(ids), last=max(ids)).status_code == 404


@pytest.mark.parametrize(
    ("state", "number"), [("good", 1), ("used", 1), ("expired", 1), ("revoked", 1), ("bogus", 4)]
)
def test_they_are_filtered_by_their_state(administrator: Staff, state: str, number: int) -> None:
    past = timezone.now() - timedelta(days=1)
    Invitation.objects.create(note="good")
    Invitation.objects.create(note="used", used=1)
    Invitation.objects.create(note="expired", expires_at=past)
    Invitation.objects.create(note="revoked", revoked_at=past)
    page: Any = administrator.see("accounts_invitation_changelist", state=state)
    notes = [one.note for one in page.context["cl"].result_list]
    assert len(notes) == number
    assert state == "bogus" or notes == [state]


def test_whoever_made_one_is_searched_for(administrator: Staff) -> None:
    alice = account("Alice")
    Invitation.objects.create(made_by=alice)
    Invitation.objects.create(made_by=administrator.user)
    page: Any = administrator.see("accounts_invitation_changelist", q="alice")
    assert [one.made_by for one in page.context["cl"].result_list] == [alice]
