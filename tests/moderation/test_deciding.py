"""Reports in the console: claimed, released and decided, each once, by whoever may; and who is told what."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import belongings, deletion, kept
from accounts.models import Letter, User
from moderation import reports, signals
from moderation.console.reports import ReportAdmin
from moderation.models import Appeal, AuditEntry, Decision, Kind, Report, Sanction, SignalKind
from moderation.roles import Role
from tests.kit import cast
from tests.kit.staff import Staff, staff
from tests.leaderboards.people import account, play, settle

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
WARNING: dict[str, Any] = {"template": "stalling", "words": "", "reason": "Four games in a row"}
NASTY = "<b>\N{RIGHT-TO-LEFT OVERRIDE}eoJ</b>"


@pytest.fixture
def people() -> list[User]:
    return [account(name, email=f"{name.lower()}@example.org") for name in ("Alice", "Bob", "Charlie")]


@pytest.fixture
def report(people: list[User]) -> Report:
    """Alice's about Bob."""
    return filed(people[0], people[1])


def filed(by: User, about: User, **columns: Any) -> Report:
    usual = {"by_name": by.name, "about_name": about.name, "kind": Kind.STALLING}
    return Report.objects.create(by=by, about=about, **usual | columns)


def decide(
    client: Client, report: Report, how: str, answers: dict[str, Any] = WARNING, *, follow: bool = True
) -> Response:
    address = reverse("admin:moderation_report_deed", args=[how])
    return client.post(address, {"id": report.pk, **answers}, follow=follow)


def page(report: Report) -> str:
    return reverse("admin:moderation_report_change", args=[report.pk])


# Claiming


def test_a_report_is_claimed_and_released(report: Report, moderator: Staff) -> None:
    claim, release = (
        reverse(f"admin:moderation_report_{name}", args=[report.pk]) for name in ("claim", "release")
    )
    assert "Claim" in moderator.client.get(page(report)).content.decode()
    moderator.client.post(claim)
    report.refresh_from_db()
    assert report.claimed_by == moderator.user
    moderator.client.post(release)
    report.refresh_from_db()
    assert report.claimed_by is None


def test_whoever_comes_second_is_told_who_looks_at_it(report: Report, moderator: Staff) -> None:
    other = Staff(Role.MODERATOR, "Casey")
    claim = reverse("admin:moderation_report_claim", args=[report.pk])
    moderator.client.post(claim)
    assert (
        f"{moderator.user.name} is looking at it." in other.client.post(claim, follow=True).content.decode()
    )
    assert (
        f"{moderator.user.name} is looking at it." in decide(other.client, report, "nothing").content.decode()
    )
    report.refresh_from_db()
    assert report.claimed_by == moderator.user
    assert report.is_open


def test_a_claim_holds_for_four_hours(report: Report, moderator: Staff) -> None:
    other = Staff(Role.MODERATOR, "Casey")
    long_ago = timezone.now() - timedelta(hours=5)
    Report.objects.update(claimed_by=moderator.user, claimed_at=long_ago)
    other.client.post(reverse("admin:moderation_report_claim", args=[report.pk]))
    report.refresh_from_db()
    assert report.claimed_by == other.user


@pytest.mark.parametrize("role", [Role.PLAYER, Role.OBSERVER])
def test_a_forged_claim_of_somebody_without_permission_is_refused(report: Report, role: Role) -> None:
    client = Staff(role).client
    for address in (
        reverse("admin:moderation_report_claim", args=[report.pk]),
        reverse("admin:moderation_report_release", args=[report.pk]),
        reverse("admin:moderation_report_deed", args=["ban"]),
    ):
        answer = client.post(address, {"id": report.pk, **WARNING, "days": "0"})
        assert answer.status_code in {302, 403}
    assert client.get(page(report)).status_code in {302, 403}
    report.refresh_from_db()
    assert (report.claimed_by, report.is_open, report.about.is_active) == (None, True, True)


@pytest.mark.parametrize("name", ["claim", "release"])
def test_claiming_by_get_does_nothing(report: Report, moderator: Staff, name: str) -> None:
    answer = moderator.client.get(reverse(f"admin:moderation_report_{name}", args=[report.pk]))
    assert answer.status_code == 405
    report.refresh_from_db()
    assert report.claimed_by is None


@pytest.mark.parametrize("how", ["nothing", "warn", "mute", "ban", "rename"])
def test_deciding_by_get_only_asks(report: Report, moderator: Staff, how: str) -> None:
    address = reverse("admin:moderation_report_deed", args=[how])
    answer = moderator.client.get(address, {"id": report.pk, **WARNING, "days": "1", "name": "Robin"})
    assert answer.status_code == 200
    report.refresh_from_db()
    assert report.is_open
    assert not Sanction.objects.exists()


def test_a_report_that_is_not_there_is_not_found(moderator: Staff) -> None:
    for number in (987_654, 10**25):
        path = reverse("admin:moderation_report_claim", args=[number])
        assert moderator.client.post(path).status_code == 404


# Deciding


def test_no_action_is_told_to_the_reporter_alone(
    report: Report, moderator: Staff, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        decide(moderator.client, report, "nothing", {"reason": "Nothing in it"})
    report.refresh_from_db()
    assert (report.decision, report.decided_by, report.note) == ("nothing", moderator.user, "Nothing in it")
    assert report.sanction is None
    letter = Letter.objects.get()
    assert letter.to == "alice@example.org"
    assert (report.by.to_be_told, report.about.to_be_told) == (True, False)
    entry = AuditEntry.objects.get(what="report_decided")
    assert (entry.by_id, entry.whom_id, entry.why) == (moderator.user.pk, report.about_id, "Nothing in it")
    assert entry.detail == {"report": report.pk, "decision": "nothing"}


def test_a_warning_is_told_in_the_words_that_were_chosen(report: Report, moderator: Staff) -> None:
    User.objects.filter(pk=report.about_id).update(language="de")
    decide(moderator.client, report, "warn", WARNING | {"words": "Zwei Minuten je Zug."})
    sanction = Sanction.objects.get()
    assert (sanction.user, sanction.kind, sanction.by) == (report.about, "warning", moderator.user)
    german, own = sanction.why.split("\n\n")
    assert own == "Zwei Minuten je Zug."
    assert not german.startswith("You have let others wait")
    report.refresh_from_db()
    assert report.sanction == sanction
    client = Client()
    client.force_login(report.about)
    told = client.get("/sanctions/").content.decode()
    assert "Zwei Minuten je Zug." in told
    assert "Alice" not in told
    assert "Four games in a row" not in told


@pytest.mark.parametrize(("how", "kind"), [("mute", "mute"), ("ban", "ban")])
@pytest.mark.parametrize("days", [0, 7])
def test_a_mute_and_a_ban_last_as_long_as_was_chosen(
    report: Report, moderator: Staff, how: str, kind: str, days: int
) -> None:
    decide(moderator.client, report, how, WARNING | {"days": str(days)})
    sanction = Sanction.objects.get()
    assert sanction.kind == kind
    left = sanction.until - timezone.now() if sanction.until else timedelta(0)
    assert timedelta(0) <= timedelta(days=days) - left < timedelta(minutes=1)


def test_an_insulting_name_is_replaced_and_stays_in_the_report(report: Report, moderator: Staff) -> None:
    decide(moderator.client, report, "rename", WARNING | {"name": "Robin"})
    report.refresh_from_db()
    assert report.about.name == "Robin"
    assert (report.about_name, report.decision) == ("Bob", Decision.RENAME)
    assert report.sanction is not None
    assert report.sanction.kind == "warning"
    assert "then: <bdi>Bob</bdi>" in moderator.client.get(page(report)).content.decode()


def test_a_name_that_somebody_was_quicker_to_take_is_given_to_nobody_else(
    people: list[User], report: Report, moderator: Staff
) -> None:
    second = filed(people[0], people[2])
    address = reverse("admin:moderation_report_deed", args=["rename"])
    form = {"id": [report.pk, second.pk], "name": "Robin", **WARNING}
    told = moderator.client.post(address, form, follow=True).content.decode()
    assert "That name is taken. Please choose another." in told
    second.refresh_from_db()
    assert second.is_open
    assert User.objects.get(pk=people[2].pk).name == "Charlie"
    assert Sanction.objects.count() == 1


@pytest.mark.parametrize(
    ("how", "answers", "complaint"),
    [
        ("warn", WARNING | {"reason": "x" * 10_000}, "at most 2000 characters"),
        ("warn", WARNING | {"words": "x" * 10_000}, "at most 1000 characters"),
        ("warn", WARNING | {"reason": ""}, "This field is required."),
        ("warn", {"template": "", "words": " ", "reason": "x"}, "Please tell them why."),
        ("warn", WARNING | {"template": "treason"}, "is not one of the available choices"),
        ("ban", WARNING | {"days": "-1"}, "is not one of the available choices"),
        ("ban", WARNING, "This field is required."),
        ("rename", WARNING | {"name": "admin"}, "That name is taken."),
        ("rename", WARNING | {"name": "x" * 10_000}, "at most 24 characters"),
        ("rename", WARNING | {"name": "<b>"}, "A name is made of letters"),
    ],
)
def test_what_cannot_be_decided_so_is_said(
    report: Report, moderator: Staff, how: str, answers: dict[str, Any], complaint: str
) -> None:
    answer = decide(moderator.client, report, how, answers)
    assert answer.status_code == 400
    assert complaint in answer.content.decode()
    report.refresh_from_db()
    assert report.is_open
    assert not Sanction.objects.exists()


@pytest.mark.parametrize("how", ["nothing", "warn"])
def test_the_longest_reason_is_kept_whole(report: Report, moderator: Staff, how: str) -> None:
    reason = "x" * 2000
    assert decide(moderator.client, report, how, WARNING | {"reason": reason}).status_code == 200
    report.refresh_from_db()
    assert report.note == reason
    Report._meta.get_field("note").run_validators(report.note)  # SQLite takes longer ones than columns say.


def test_whoever_decides_second_is_told_who_was_first(report: Report, moderator: Staff) -> None:
    other = Staff(Role.MODERATOR, "Casey")
    decide(moderator.client, report, "warn")
    answer = decide(other.client, report, "ban", WARNING | {"days": "0"}).content.decode()
    assert f"{moderator.user.name} has decided it" in answer
    assert Sanction.objects.count() == 1
    assert AuditEntry.objects.filter(what="report_decided").count() == 1


def test_nobody_decides_about_themselves_or_what_they_have_reported(people: list[User]) -> None:
    moderator = Staff(Role.MODERATOR)
    own, about = filed(moderator.user, people[1]), filed(people[0], moderator.user)
    for report in (own, about):
        answer = decide(moderator.client, report, "nothing", {"reason": "x"})
        assert "somebody else decides" in answer.content.decode()
        report.refresh_from_db()
        assert report.is_open


@pytest.mark.parametrize("how", ["ban", "nothing"])
def test_what_is_said_of_staff_is_decided_by_a_higher_role_alone(
    people: list[User], moderator: Staff, how: str
) -> None:
    """Closing it without doing anything, too: or equals could look after each other."""
    report = filed(people[0], staff(Role.MODERATOR, "Casey"))
    answer = decide(moderator.client, report, how, WARNING | {"days": "0"})
    assert "only somebody of a higher role decides" in answer.content.decode()
    moderator.client.post(reverse("admin:moderation_report_claim", args=[report.pk]))
    report.refresh_from_db()
    assert report.is_open
    assert report.claimed_by is None
    assert not Sanction.objects.exists()
    decide(Staff(Role.ADMINISTRATOR).client, report, how, WARNING | {"days": "0"})
    report.refresh_from_db()
    assert not report.is_open


def test_what_is_said_of_an_owner_is_closed_by_an_administrator_as_nobody_stands_above(
    people: list[User], moderator: Staff
) -> None:
    report = filed(people[0], staff(Role.OWNER))
    ada = Staff(Role.ADMINISTRATOR)
    decide(moderator.client, report, "nothing")
    assert decide(ada.client, report, "warn", follow=False).status_code == 403
    assert Report.objects.get().is_open
    decide(ada.client, report, "nothing")
    assert not Report.objects.get().is_open
    assert not Sanction.objects.exists()


def test_staff_reports_like_anybody_else(people: list[User], moderator: Staff) -> None:
    report = filed(staff(Role.OBSERVER, "Casey"), people[1])
    decide(moderator.client, report, "warn")
    assert Sanction.objects.get().user == people[1]


def test_of_somebody_who_is_gone_a_report_can_only_be_closed(
    people: list[User], report: Report, moderator: Staff
) -> None:
    User.objects.filter(pk=people[1].pk).update(deletion_at=timezone.now())
    deletion.carry_out()
    assert "gone" in moderator.client.get(page(report)).content.decode()
    assert decide(moderator.client, report, "warn", follow=False).status_code == 403
    decide(moderator.client, report, "nothing", {"reason": "Gone"})
    report.refresh_from_db()
    assert not report.is_open
    assert report.about_name == deletion.NAME


def test_of_a_reporter_who_is_gone_the_words_stay_until_it_is_decided(
    people: list[User], report: Report, moderator: Staff
) -> None:
    Report.objects.update(words="Every single time")
    User.objects.filter(pk=people[0].pk).update(deletion_at=timezone.now())
    deletion.carry_out()
    report.refresh_from_db()
    assert (report.words, report.by_name) == ("Every single time", deletion.NAME)
    decide(moderator.client, report, "warn")
    report.refresh_from_db()
    assert report.words == ""
    assert not Letter.objects.filter(kind__contains="report_handled").exists()


def test_a_guests_reports_are_the_accounts_once_they_are_brought_along(people: list[User]) -> None:
    alice, bob, charlie = people
    guest = cast.person("Gus").user
    by, about = filed(guest, bob), filed(charlie, guest)
    second, own = filed(guest, charlie), filed(alice, guest)
    filed(alice, charlie)
    assert belongings.bring(guest, alice)
    for report in (by, about, second, own):
        report.refresh_from_db()
    assert (by.by, about.about) == (alice, alice)
    assert second.by == guest, "Alice has an open report about Charlie already"
    assert own.about == guest, "nobody reports themselves"


def test_a_guest_who_is_muted_does_not_speak_again_by_signing_up(
    people: list[User], moderator: Staff
) -> None:
    guest = cast.person("Gus").user
    decide(moderator.client, filed(people[1], guest), "mute", WARNING | {"days": "7"})
    assert belongings.bring(guest, people[0])
    people[0].refresh_from_db()
    assert people[0].is_muted
    assert people[0].muted_until is not None
    assert Sanction.objects.get().user == people[0]


def test_somebody_banned_reads_why_when_they_sign_in(report: Report, moderator: Staff) -> None:
    bob = User.objects.get(pk=report.about_id)
    bob.set_password("tall-green-kettle")
    bob.save()
    decide(moderator.client, report, "ban", WARNING | {"days": "0"})
    answer = Client().post(
        "/accounts/login/", {"login": bob.username, "password": "tall-green-kettle"}, follow=True
    )
    shown = answer.content.decode()
    assert answer.request["PATH_INFO"].startswith("/sanctions/")
    assert "You have let others wait on purpose." in shown
    assert "This is not right" in shown


def test_what_is_kept_is_told_without_names_of_others(report: Report, people: list[User]) -> None:
    Report.objects.update(words="Every single time", note="A known case")
    by, about = kept.about(people[0]), kept.about(people[1])
    assert by["reports_made"][0]["words"] == "Every single time"
    assert about["reports_about_me"][0]["kind"] == "stalling"
    assert "Alice" not in str(about["reports_about_me"])
    assert "known case" not in str(by) + str(about)


def test_what_was_imposed_is_told_and_its_appeal_forgotten_with_the_account(people: list[User]) -> None:
    bob = people[1]
    sanction = Sanction.objects.create(kind="warning", user=bob, why="Be kind.")
    Appeal.objects.create(sanction=sanction, words="I was.")
    told = kept.about(bob)["sanctions"][0]
    assert (told["why"], told["appeal__words"]) == ("Be kind.", "I was.")
    User.objects.filter(pk=bob.pk).update(deletion_at=timezone.now())
    deletion.carry_out()
    assert Appeal.objects.get().words == ""


# What the pages show


def test_the_queue_has_open_reports_the_oldest_first(people: list[User], moderator: Staff) -> None:
    alice, bob, charlie = people
    new, old = filed(alice, bob), filed(charlie, bob, made_at=timezone.now() - timedelta(days=3))
    filed(bob, alice, decided_at=timezone.now(), decision="nothing")
    found: Any = moderator.client.get(reverse("admin:moderation_report_changelist"))
    assert list(found.context["cl"].result_list) == [old, new]
    late: Any = moderator.client.get(reverse("admin:moderation_report_changelist"), {"state": "late"})
    assert list(late.context["cl"].result_list) == [old]
    decided: Any = moderator.client.get(reverse("admin:moderation_report_changelist"), {"state": "decided"})
    assert [one.by for one in decided.context["cl"].result_list] == [bob]


def test_how_many_are_open_is_known_with_the_oldest_and_the_late(people: list[User]) -> None:
    assert reports.open_of(Report) == (0, None, 0)
    alice, bob, charlie = people
    filed(alice, bob)
    filed(charlie, bob, made_at=timezone.now() - timedelta(hours=49))
    filed(bob, alice, made_at=timezone.now() - timedelta(days=9), decided_at=timezone.now())
    number, oldest, late = reports.open_of(Report)
    assert (number, late) == (2, 1)
    assert oldest is not None
    assert oldest >= timedelta(hours=49)


def test_names_and_words_of_people_do_nothing_in_the_console(people: list[User], moderator: Staff) -> None:
    report = filed(people[0], people[1], about_name=NASTY, words=f"{NASTY}\n<script>alert(1)</script>")
    User.objects.filter(pk=people[1].pk).update(name=NASTY)
    for address in (page(report), reverse("admin:moderation_report_changelist")):
        shown = moderator.client.get(address).content.decode()
        assert "<b>" not in shown.replace("<b>Decided", "")
        assert "<script>alert" not in shown
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in shown
        assert "&lt;b&gt;⟨U+202E⟩eoJ" in shown


def test_everything_that_is_needed_stands_on_one_page(people: list[User], moderator: Staff) -> None:
    alice, bob, charlie = people
    game = play([alice, bob])
    settle(game)
    report = filed(alice, bob, game_id=game, seat=1, seq=7, words="He never moves")
    filed(charlie, bob, kind=Kind.LEAVING)
    Sanction.objects.create(kind="warning", user=bob, why="Told already")
    signals.note([signals.Found(bob.pk, SignalKind.PARTNER, 1e-9, {"ahead": 30, "behind": 0}, alice.pk)])
    shown = moderator.client.get(page(report)).content.decode()
    for words in ("He never moves", "event 7, seat 1", "Told already", "Leaving", "Charlie"):
        assert words in shown
    assert "one in 1,000,000,000" in shown
    assert "may be a beginner" in shown
    assert f"{reverse('admin:games_game_events', args=[game])}?from=0#e7" in shown
    assert reverse("admin:games_game_gallery", args=[game]) in shown
    assert "1 game; whoever reported was" in shown


def many_reports(people: list[User], many: int) -> Report:
    alice, bob, _charlie = people
    others = [account(f"Other{n}") for n in range(many)]
    for other in others:
        filed(other, bob)
        filed(alice, other)
    Sanction.objects.bulk_create(Sanction(kind="warning", user=bob, why="x") for _n in range(many))
    return filed(alice, bob)


@pytest.mark.parametrize("many", [2, 40])
def test_the_pages_cost_few_queries_however_much_there_is(
    people: list[User], moderator: Staff, many: int, django_assert_max_num_queries: Any
) -> None:
    report = many_reports(people, many)
    with django_assert_max_num_queries(28):
        moderator.client.get(page(report))
    with django_assert_max_num_queries(12):
        moderator.client.get(reverse("admin:moderation_report_changelist"))


# Two at once


def test_who_is_second_by_a_moment_is_told_who_was_first(
    people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob, _charlie = people
    report = filed(alice, bob)
    first, second = (Staff(Role.MODERATOR, name) for name in ("Casey", "Robin"))
    looks = ReportAdmin.why_not_now

    def looks_and_is_overtaken(admin: ReportAdmin, by: User, thing: Report) -> str:
        monkeypatch.undo()
        why = looks(admin, by, thing)
        decide(first.client, report, "warn")
        return why

    monkeypatch.setattr(ReportAdmin, "why_not_now", looks_and_is_overtaken)
    told = decide(second.client, report, "warn").content.decode()
    assert "has decided it" in told
    assert 'class="error"' in told
    assert Sanction.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_the_same_moment_do_it_once() -> None:
    alice, bob = account("Alice"), account("Bob")
    report = filed(alice, bob)
    team = [Staff(Role.MODERATOR, name) for name in ("Casey", "Robin")]
    together = Barrier(len(team))
    told: list[str] = []

    def decides(one: Staff) -> None:
        try:
            together.wait(10)
            told.append(decide(one.client, report, "warn").content.decode())
        finally:
            connections.close_all()

    threads = [Thread(target=decides, args=[one]) for one in team]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert connection.vendor == "postgresql"
    assert Sanction.objects.count() == 1
    assert AuditEntry.objects.filter(what="report_decided").count() == 1
    report.refresh_from_db()
    assert sum("has decided it" in one and 'class="error"' in one for one in told) == 1
    assert report.decided_by in [one.user for one in team]
