"""Filing a report: from a table and from a profile, by whom, about whom, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from games import tables
from games.models import Game, Table, Visibility
from moderation.models import Kind, Report
from tests.kit import cast, counts
from tests.leaderboards.people import account, play

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
PROGRAM = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counts.start_afresh(monkeypatch)


@pytest.fixture
def people() -> list[User]:
    return [account(name) for name in ("Alice", "Bob", "Charlie")]


@pytest.fixture
def game(people: list[User]) -> int:
    """A private game, long over, of Alice, Bob and Maya."""
    return play([people[0], people[1], "maya"])


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seat(game: int, number: int) -> str:
    return reverse("report_seat", args=[game, number])


def test_a_player_reports_another_and_the_moment_goes_along(people: list[User], game: int) -> None:
    alice, bob, _charlie = people
    answer = as_(alice).post(seat(game, 1), {"kind": "stalling", "words": "An hour\r\na move", "seq": "7"})
    assert answer.status_code == 302
    report = Report.objects.get()
    assert (report.by, report.about, report.kind) == (alice, bob, Kind.STALLING)
    assert (report.game_id, report.seat, report.seq) == (game, 1, 7)
    assert (report.by_name, report.about_name) == ("Alice", "Bob")
    assert report.words == "An hour\na move"


def test_a_script_is_answered_without_a_page(people: list[User], game: int) -> None:
    alice = as_(people[0])
    assert alice.post(seat(game, 1), {"kind": "leaving"}, headers=PROGRAM).status_code == 204
    again = alice.post(seat(game, 1), {"kind": "leaving"}, headers=PROGRAM)
    assert again.status_code == 409
    assert again.json() == {
        "code": "already_reported",
        "message": "You have reported Bob already. Somebody will look at it.",
    }


@pytest.mark.parametrize("given", ["999999", "-1", "12x", ""])
def test_a_moment_that_there_is_not_is_the_last_one(people: list[User], game: int, given: str) -> None:
    last = Game.objects.get(pk=game).events.order_by("-seq").values_list("seq", flat=True)[0]
    as_(people[0]).post(seat(game, 1), {"kind": "cheating", "seq": given})
    assert Report.objects.get().seq == last


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        (0, 409, "You cannot report yourself."),
        (2, 409, "That is a computer player. There is nobody to report."),
        (5, 404, "Nobody sits there."),
        (10**15, 404, "Nobody sits there."),
    ],
)
def test_who_cannot_be_reported(people: list[User], game: int, number: int, status: int, words: str) -> None:
    answer = as_(people[0]).post(seat(game, number), {"kind": "cheating"})
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("number", [987_654_321, 10**15])
def test_a_game_that_does_not_exist_is_refused(people: list[User], number: int) -> None:
    answer = as_(people[0]).post(seat(number, 1), {"kind": "cheating"}, headers=PROGRAM)
    assert (answer.status_code, answer.json()["message"]) == (404, "There is no such game.")


def test_a_stranger_to_a_private_table_is_refused_whatever_sits_there(people: list[User], game: int) -> None:
    known = User.objects.count()
    for number in (0, 1, 2, 5):
        for method in ("get", "post"):
            answer = getattr(as_(people[2]), method)(seat(game, number), {"kind": "cheating"})
            assert answer.status_code == 403
            assert "You were not at that table." in answer.content.decode()
            assert "Bob" not in answer.content.decode()
    assert Client().post(seat(game, 1), {"kind": "cheating"}).status_code == 403
    assert User.objects.count() == known
    assert not Report.objects.exists()


def test_the_gallery_of_a_public_table_reports_as_a_guest(people: list[User], game: int) -> None:
    Table.objects.filter(games=game).update(visibility=Visibility.PUBLIC)
    visitor = Client()
    assert visitor.get(seat(game, 1)).status_code == 200
    visitor.post(seat(game, 1), {"kind": "name"})
    report = Report.objects.get()
    assert report.by.is_guest
    assert report.about == people[1]
    assert '"tag">Handled' not in visitor.get("/reports/").content.decode()


def test_a_guest_at_a_table_reports_its_host_before_it_begins(people: list[User]) -> None:
    guest = cast.person("Gus").user
    table = tables.make(people[0], tables.Wish(seats=3))
    address = f"{seat(table.game_id or 0, 0)}?table={table.code}"
    assert as_(guest).post(address, {"kind": "name"}).status_code == 302
    assert Report.objects.get().by == guest


def test_whoever_has_only_the_number_of_a_game_hears_not_who_sits_there(people: list[User]) -> None:
    """Not of a table before its start, nor of one whose gallery is open: numbers can be guessed, codes cannot."""
    waiting = tables.make(people[0], tables.Wish(seats=3, cpus=("maya",)))
    watched = tables.make(people[1], tables.Wish(seats=2, cpus=("maya",), watch=True, start=True))
    for table, code in ((waiting, ""), (watched, "234567")):
        told = set()
        for number in range(4):
            address = f"{seat(table.game_id or 0, number)}?table={code}"
            for method in ("get", "post"):
                answer = getattr(as_(people[2]), method)(address, {"kind": "name"}, headers=PROGRAM)
                told.add((answer.status_code, answer.content))
        assert len(told) == 1, "a free seat, a person and a computer player are told apart"
        assert told.pop()[0] == 403
        assert as_(people[2]).get(f"{seat(table.game_id or 0, 0)}?table={table.code}").status_code == 200


def test_a_guest_who_has_an_account_by_now_is_reported_as_that(people: list[User]) -> None:
    guest = cast.person("Gus").user
    game = play([people[0], guest])
    User.objects.filter(pk=guest.pk).update(merged_into=people[1])
    as_(people[0]).post(seat(game, 1), {"kind": "cheating"})
    assert Report.objects.get().about == people[1]


def test_a_profile_has_a_plain_form(people: list[User]) -> None:
    alice = as_(people[0])
    assert reverse("report_player", args=["bob"]) in alice.get("/players/bob/").content.decode()
    assert reverse("report_player", args=["alice"]) not in alice.get("/players/alice/").content.decode()
    page = alice.get("/players/bob/report/").content.decode()
    assert all(f'value="{kind}"' in page for kind in Kind.values)
    assert alice.post("/players/bob/report/", {"kind": "other", "words": "He was rude"}).status_code == 302
    report = Report.objects.get()
    assert (report.about, report.game_id, report.words) == (people[1], None, "He was rude")


def test_whoever_hides_their_games_can_be_reported_all_the_same(people: list[User]) -> None:
    User.objects.filter(pk=people[1].pk).update(games_shown_to="nobody")
    assert "/players/bob/report/" in as_(people[0]).get("/players/bob/").content.decode()


def test_whoever_is_gone_has_no_page_to_be_reported_from(people: list[User], game: int) -> None:
    User.objects.filter(pk=people[1].pk).update(deleted_at=timezone.now(), name="Deleted player")
    assert as_(people[0]).get("/players/bob/report/").status_code == 404
    answer = as_(people[0]).post(seat(game, 1), {"kind": "cheating"})
    assert "That account is gone." in answer.content.decode()
    assert not Report.objects.exists()


def test_oneself_cannot_be_reported_from_ones_own_page(people: list[User]) -> None:
    answer = as_(people[0]).post("/players/alice/report/", {"kind": "other"})
    assert answer.status_code == 409
    assert "You cannot report yourself." in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Please choose what it is about."),
        ({"kind": "treason"}, "Please choose what it is about."),
        ({"kind": "other", "words": "x" * 10_000}, "Please say it in at most 1000 characters."),
        ({"kind": "other", "words": "a\0b"}, "There is something in it that is no text."),
    ],
)
def test_what_cannot_be_taken_down_is_refused(people: list[User], sent: dict[str, str], words: str) -> None:
    answer = as_(people[0]).post("/players/bob/report/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Report.objects.exists()


def test_a_thousand_characters_are_taken(people: list[User]) -> None:
    words = "ä" * 500 + "\r\n" + "\N{RIGHT-TO-LEFT OVERRIDE}" * 499
    as_(people[0]).post("/players/bob/report/", {"kind": "other", "words": words})
    assert len(Report.objects.get().words) == 1000


def test_looking_at_the_form_does_nothing(people: list[User], game: int) -> None:
    for path in (seat(game, 1), "/players/bob/report/"):
        assert as_(people[0]).get(path, {"kind": "cheating", "words": "x"}).status_code == 200
    assert not Report.objects.exists()


def test_a_pair_has_one_open_report_and_another_once_that_is_decided(people: list[User]) -> None:
    alice, bob, charlie = people
    for user in (alice, alice, charlie):
        as_(user).post("/players/bob/report/", {"kind": "other"})
    assert Report.objects.filter(about=bob).count() == 2
    Report.objects.filter(by=alice).update(decided_at=timezone.now())
    as_(alice).post("/players/bob/report/", {"kind": "other"})
    assert Report.objects.filter(by=alice).count() == 2


def test_ten_reports_an_hour_are_enough_for_anybody(people: list[User], settings: Settings) -> None:
    settings.GOLF_RATE_LIMITS = True
    others = [account(f"Other{n}") for n in range(11)]
    alice = as_(people[0])
    sent = {"kind": "other"}
    answers = [alice.post(f"/players/{one.username}/report/", sent, headers=PROGRAM) for one in others]
    assert [answer.status_code for answer in answers] == [204] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1].json()["message"] == "Those were many reports in a short time. Please try again later."
    assert alice.post("/players/charlie/report/", sent).status_code == 429
    assert Report.objects.count() == 10


def test_thirty_reports_an_hour_are_enough_for_an_address(people: list[User], settings: Settings) -> None:
    settings.GOLF_RATE_LIMITS = True
    found = [
        as_(account(f"Other{n}")).post("/players/bob/report/", {"kind": "other"}, headers=PROGRAM).status_code
        for n in range(31)
    ]
    assert found == [204] * 30 + [429]


def test_a_form_from_elsewhere_is_refused(people: list[User]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people[0])
    assert client.post("/players/bob/report/", {"kind": "other"}).status_code == 403
    assert not Report.objects.exists()


def test_the_reporter_reads_that_it_was_handled(people: list[User]) -> None:
    alice = as_(people[0])
    alice.post("/players/bob/report/", {"kind": "other"})
    assert "Somebody will look at it" in alice.get("/reports/").content.decode()
    Report.objects.update(decided_at=timezone.now() - timedelta(hours=1), decision="warn", note="As always")
    page: Any = alice.get("/reports/")
    assert '"tag">Handled' in page.content.decode()
    assert "As always" not in page.content.decode()
    assert Report.objects.get().heard_at is not None
    assert as_(people[1]).get("/reports/").context["reports"] == []
    assert Client().get("/reports/").status_code == 302
