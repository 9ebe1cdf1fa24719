"""What somebody is told of a sanction, and their one appeal, which somebody else decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, User
from games import tables
from moderation import notices
from moderation.models import Appeal, AuditEntry, Report, Sanction
from moderation.roles import Role
from tests.kit.staff import Staff
from tests.leaderboards.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob() -> User:
    return account("Bob", email="bob@example.org")


@pytest.fixture
def sanction(bob: User, moderator: Staff) -> Sanction:
    """The moderator's warning to Bob."""
    return Sanction.objects.create(kind="warning", user=bob, by=moderator.user, why="You were <i>rude</i>.")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def appeal(sanction: Sanction, words: str = "I was not.") -> Appeal:
    return Appeal.objects.create(sanction=sanction, words=words)


def decide(staff: Staff, appeal: Appeal, how: str, **more: Any) -> Any:
    address = reverse("admin:moderation_appeal_deed", args=[how])
    return staff.client.post(
        address, {"id": appeal.pk, "reason": "Looked again", "answer": "", **more}, follow=True
    )


def link(sanction: Sanction) -> str:
    return reverse("sanctions_by_link", args=[notices.token_of(sanction.user)])


# The page


def test_whoever_was_warned_reads_what_and_why(sanction: Sanction, bob: User) -> None:
    notices.have_told(bob)
    client = as_(User.objects.get(pk=bob.pk))
    assert "There is word for you" in client.get("/rules/").content.decode()
    told = client.get("/sanctions/").content.decode()
    assert "You were &lt;i&gt;rude&lt;/i&gt;." in told
    assert "This is a warning." in told
    assert "There is word for you" not in client.get("/rules/").content.decode()


def test_nobody_reads_what_was_imposed_on_others(sanction: Sanction) -> None:
    assert "rude" not in as_(account("Charlie")).get("/sanctions/").content.decode()
    assert Client().get("/sanctions/").status_code == 302
    other = as_(account("Dora"))
    assert other.post(reverse("appeal", args=[sanction.pk]), {"words": "x"}).status_code == 404
    assert not Appeal.objects.exists()


def test_whoever_is_banned_reads_it_and_appeals_by_a_link(sanction: Sanction, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    banned = Client()
    assert "rude" in banned.get(link(sanction)).content.decode()
    address = reverse("appeal_by_link", args=[notices.token_of(bob), sanction.pk])
    assert address.partition("/appeal")[0].startswith("/sanctions/")
    assert banned.post(address, {"words": "It was my brother."}).status_code == 302
    assert Appeal.objects.get().words == "It was my brother."
    assert "Somebody else than who decided this" in banned.get(link(sanction)).content.decode()


def test_a_link_opens_nothing_but_ones_own(sanction: Sanction) -> None:
    other = account("Charlie")
    theirs = notices.token_of(other)
    assert "rude" not in Client().get(reverse("sanctions_by_link", args=[theirs])).content.decode()
    address = reverse("appeal_by_link", args=[theirs, sanction.pk])
    assert Client().post(address, {"words": "x"}).status_code == 404


@pytest.mark.parametrize("token", ["x", "1:2:3", "1" * 500])
def test_a_link_that_was_made_up_leads_nowhere(sanction: Sanction, token: str) -> None:
    assert Client().get(reverse("sanctions_by_link", args=[token])).status_code == 404
    assert Client().post(reverse("appeal_by_link", args=[token, sanction.pk])).status_code == 404


def test_a_link_for_something_else_leads_nowhere(sanction: Sanction, bob: User) -> None:
    token = signing.dumps(bob.pk, salt="something else")
    assert Client().get(reverse("sanctions_by_link", args=[token])).status_code == 404


def test_a_link_is_good_for_half_a_year(sanction: Sanction, monkeypatch: pytest.MonkeyPatch) -> None:
    address = link(sanction)
    monkeypatch.setattr("moderation.sanction_pages.LINK_GOOD_FOR", timedelta(seconds=-1))
    assert Client().get(address).status_code == 404


# Appealing


def test_one_appeals_once(sanction: Sanction, bob: User) -> None:
    client, address = as_(bob), reverse("appeal", args=[sanction.pk])
    assert client.post(address, {"words": "I was not."}).status_code == 302
    again = client.post(address, {"words": "Really not."})
    assert again.status_code == 409
    assert "You have appealed once" in str(again.context["refused"])
    assert Appeal.objects.get().words == "I was not."


@pytest.mark.parametrize(
    ("words", "complaint"), [("", "why it is not right"), ("x" * 10_000, "at most 1000")]
)
def test_an_appeal_has_words_and_not_too_many(
    sanction: Sanction, bob: User, words: str, complaint: str
) -> None:
    answer = as_(bob).post(reverse("appeal", args=[sanction.pk]), {"words": words})
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not Appeal.objects.exists()


def test_looking_appeals_nothing(sanction: Sanction, bob: User) -> None:
    assert as_(bob).get(reverse("appeal", args=[sanction.pk]), {"words": "x"}).status_code == 405
    assert not Appeal.objects.exists()


def test_what_was_lifted_needs_no_appeal(sanction: Sanction, bob: User) -> None:
    Sanction.objects.update(lifted_at=timezone.now())
    assert "This is not right" not in as_(bob).get("/sanctions/").content.decode()
    assert as_(bob).post(reverse("appeal", args=[sanction.pk]), {"words": "x"}).status_code == 409


# Deciding


def test_somebody_else_decides(sanction: Sanction, moderator: Staff, administrator: Staff) -> None:
    found = appeal(sanction)
    answer = decide(moderator, found, "uphold").content.decode()
    assert "You have imposed it yourself: somebody else decides." in answer
    found.refresh_from_db()
    assert found.is_open
    decide(administrator, found, "uphold", answer="We have looked at the game.")
    found.refresh_from_db()
    assert (found.decided_by, found.outcome) == (administrator.user, "upheld")
    sanction.refresh_from_db()
    assert sanction.lifted_at is None
    told = as_(sanction.user).get("/sanctions/").content.decode()
    assert "It stands." in told
    assert "We have looked at the game." in told
    assert "Looked again" not in told


def test_an_appeal_of_staff_is_decided_by_those_above_alone(
    sanction: Sanction, moderator: Staff, administrator: Staff
) -> None:
    casey = Staff(Role.MODERATOR, "Casey")
    hers = Sanction.objects.create(kind="warning", user=casey.user, by=administrator.user, why="x")
    told = decide(moderator, appeal(hers), "take-back")
    assert "Only somebody of a higher role acts on staff." in told.content.decode()
    hers.refresh_from_db()
    assert hers.lifted_at is None
    # Of moderators there are several, but nobody else stands above her.
    decide(administrator, hers.appeal, "take-back")
    hers.refresh_from_db()
    assert hers.lifted_at is not None


def test_where_there_is_nobody_else_the_same_person_decides_and_it_is_said(
    sanction: Sanction, moderator: Staff
) -> None:
    found = appeal(sanction)
    page = moderator.client.get(reverse("admin:moderation_appeal_change", args=[found.pk])).content.decode()
    assert "nobody else may decide appeals" in page
    decide(moderator, found, "uphold")
    assert AuditEntry.objects.get(what="appeal_decided").detail["own"] is True


def test_what_is_taken_back_is_lifted_and_told(
    sanction: Sanction, administrator: Staff, django_capture_on_commit_callbacks: Any
) -> None:
    found = appeal(sanction)
    with django_capture_on_commit_callbacks(execute=True):
        decide(administrator, found, "take-back", answer="You are right.")
    sanction.refresh_from_db()
    assert sanction.lifted_at is not None
    letter = Letter.objects.get(kind="moderation/email/appeal_decided")
    assert letter.to == "bob@example.org"
    assert User.objects.get(pk=sanction.user_id).to_be_told
    entry = AuditEntry.objects.get(what="appeal_decided")
    assert (entry.whom_id, entry.why, entry.detail["outcome"]) == (sanction.user_id, "Looked again", "back")


def test_a_name_that_was_taken_is_given_back_where_it_is_free(
    sanction: Sanction, bob: User, administrator: Staff
) -> None:
    Report.objects.create(
        by=account("Alice"), about=bob, by_name="Alice", about_name="Bob", kind="name",
        decided_at=timezone.now(), decision="rename", sanction=sanction,
    )  # fmt: skip
    bob.name = "Robin"
    bob.save()
    decide(administrator, appeal(sanction), "take-back")
    bob.refresh_from_db()
    assert bob.name == "Bob"


def test_an_appeal_is_decided_once(sanction: Sanction, administrator: Staff) -> None:
    found = appeal(sanction)
    decide(administrator, found, "uphold")
    answer = decide(Staff(Role.ADMINISTRATOR, "Casey"), found, "take-back").content.decode()
    assert f"{administrator.user.name} has decided it" in answer
    sanction.refresh_from_db()
    assert sanction.lifted_at is None


@pytest.mark.parametrize("role", [Role.PLAYER, Role.OBSERVER])
def test_whoever_may_not_decide_cannot(sanction: Sanction, role: Role) -> None:
    found = appeal(sanction)
    client = Staff(role).client
    for address in (
        reverse("admin:moderation_appeal_deed", args=["take-back"]),
        reverse("admin:moderation_appeal_change", args=[found.pk]),
    ):
        assert client.post(address, {"id": found.pk, "reason": "x"}).status_code in {302, 403}
    found.refresh_from_db()
    assert found.is_open


def test_the_queue_of_appeals_has_open_ones_and_shows_names_as_text(
    sanction: Sanction, administrator: Staff, django_assert_max_num_queries: Any
) -> None:
    User.objects.filter(pk=sanction.user_id).update(name="<b>Bob</b>")
    open_one = appeal(sanction, "<script>alert(1)</script>")
    other = Sanction.objects.create(kind="ban", user=account("Dora"), why="x")
    Appeal.objects.create(sanction=other, words="x", decided_at=timezone.now(), outcome="upheld")
    with django_assert_max_num_queries(12):
        found: Any = administrator.client.get(reverse("admin:moderation_appeal_changelist"))
    assert list(found.context["cl"].result_list) == [open_one]
    assert "&lt;b&gt;Bob" in found.content.decode()
    with django_assert_max_num_queries(16):
        page = administrator.client.get(reverse("admin:moderation_appeal_change", args=[open_one.pk]))
    assert "&lt;script&gt;alert" in page.content.decode()


def test_no_line_pushes_the_cards_down(sanction: Sanction, bob: User) -> None:
    table = tables.make(bob, tables.Wish(cpus=("maya",), start=True))
    notices.have_told(bob)
    client = as_(User.objects.get(pk=bob.pk))
    assert "There is word for you" not in client.get(f"/t/{table.code}/").content.decode()
    assert "There is word for you" in client.get("/").content.decode()
