"""Signals: what is past a threshold is seen, what is not is not, and nothing happens by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts import belongings, deletion, kept
from accounts.models import User
from leaderboards.conduct import Conduct
from leaderboards.models import Result, Versus
from moderation import addresses, signals
from moderation.models import AuditEntry, Report, SeenFrom, Signal, SignalKind, Unmeasured
from moderation.roles import Role
from moderation.tasks import forget_old_signals, measure
from tests.kit import cast
from tests.kit.staff import Staff
from tests.leaderboards.people import account, play, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    return [account(name) for name in ("Alice", "Bob", "Charlie")]


def met(user: User, other: User, ahead: int, behind: int) -> None:
    for one, its_other, won, lost in ((user, other, ahead, behind), (other, user, behind, ahead)):
        games = ahead + behind
        Versus.objects.create(user=one, other=its_other, games=games, ahead=won, behind=lost)


def line(game: int, *, left: bool = False, people: int = 2) -> Result:
    return Result(game_id=game, seat=0, left=left, people=people)


def session(user: User, address: str, number: int = 0) -> None:
    UserSession.objects.create(
        user=user,
        ip=address,
        session_key=f"{user.pk}-{address}-{number}",
        created_at=timezone.now() - timedelta(minutes=2),
    )


# Wins against one partner


def test_whoever_beats_only_one_partner_always_is_noticed(people: list[User]) -> None:
    alice, bob, charlie = people
    met(alice, bob, 25, 0)
    met(alice, charlie, 30, 30)
    found = signals.partners(alice.pk)
    assert [(one.other, one.facts["ahead"]) for one in found] == [(bob.pk, 25)]
    assert found[0].number < signals.PARTNER_TAIL
    assert signals.partners(bob.pk) == []


def test_whoever_beats_everybody_is_only_good(people: list[User]) -> None:
    alice, bob, charlie = people
    met(alice, bob, 25, 0)
    met(alice, charlie, 60, 0)
    assert signals.partners(alice.pk) == []


@pytest.mark.parametrize(("ahead", "behind"), [(19, 0), (10, 12), (19, 1)])
def test_a_lucky_streak_is_not_noticed(people: list[User], ahead: int, behind: int) -> None:
    met(people[0], people[1], ahead, behind)
    assert signals.partners(people[0].pk) == []


def test_ties_are_no_wins(people: list[User]) -> None:
    Versus.objects.create(user=people[0], other=people[1], games=500, ahead=0, behind=0)
    assert signals.partners(people[0].pk) == []


# Leaving


@pytest.mark.parametrize(
    ("behind", "ahead", "unknown", "noticed"),
    [(5, 0, 0, True), (4, 0, 9, False), (8, 2, 0, True), (8, 3, 0, False), (5, 0, 30, True)],
)
def test_leaving_is_noticed_where_it_goes_with_being_behind(
    behind: int, ahead: int, unknown: int, noticed: bool
) -> None:
    ways = [True] * behind + [False] * ahead + [None] * unknown
    lines = [line(game, left=True) for game, _way in enumerate(ways)]
    behaved = {game: {0: Conduct(left_behind=way)} for game, way in enumerate(ways)}
    found = signals.leaving(1, lines, behaved)
    assert (found is not None) is noticed
    if found is not None:
        assert found.number == behind


def test_leaving_computer_players_alone_harms_nobody() -> None:
    lines = [line(game, left=True, people=1) for game in range(9)]
    assert signals.leaving(1, lines, {game: {0: Conduct(left_behind=True)} for game in range(9)}) is None


# Pace


@pytest.mark.parametrize(
    ("seconds", "cards", "noticed"), [(0.05, 20, True), (0.05, 19, False), (0.3, 40, False), (0.29, 40, True)]
)
def test_whoever_decides_before_a_person_has_seen_the_card_is_noticed(
    seconds: float, cards: int, noticed: bool
) -> None:
    found = signals.pace(1, [line(7)], {7: {0: Conduct(seconds=[seconds] * cards)}})
    assert (found is not None) is noticed


def test_a_few_quick_moves_are_not_noticed() -> None:
    behaved = {7: {0: Conduct(seconds=[0.1] * 15 + [1.5] * 20)}}
    assert signals.pace(1, [line(7)], behaved) is None


# Addresses


def test_four_accounts_from_one_address_are_noticed(people: list[User]) -> None:
    dora, guest = account("Dora"), cast.person("Gus").user
    for user in (*people, guest):
        session(user, "192.0.2.7")
    session(dora, "192.0.2.8")
    measure()
    assert not Signal.objects.exists()
    session(dora, "192.0.2.7")
    measure()
    told = {signal.user: signal for signal in Signal.objects.all()}
    assert set(told) == {*people, dora}
    assert told[dora].number == 4
    assert told[dora].facts == {"accounts": [one.pk for one in people]}


def test_a_whole_network_is_not(people: list[User]) -> None:
    for number in range(51):
        session(account(f"Pupil{number}"), "192.0.2.7")
    measure()
    assert not Signal.objects.exists()


def test_no_address_is_kept(people: list[User]) -> None:
    session(people[0], "192.0.2.7")
    session(people[0], "127.0.0.1")
    measure()
    kept_of = SeenFrom.objects.get()
    assert kept_of.address == addresses.digest("192.0.2.7")
    assert "192" not in kept_of.address[:3]
    SeenFrom.objects.update(seen_at=timezone.now() - timedelta(days=31))
    forget_old_signals()
    assert not SeenFrom.objects.exists()


def test_sessions_are_read_once(people: list[User]) -> None:
    for number in range(30):
        session(people[0], f"192.0.2.{number}")
    assert addresses.read_sessions() == 30
    assert addresses.read_sessions() == 0
    session(people[0], "192.0.2.200")
    assert addresses.read_sessions() == 1


# All of them


def test_those_who_have_finished_a_game_are_measured_once(people: list[User]) -> None:
    settle(play([*people[:2], "maya"]))
    assert set(Unmeasured.objects.values_list("user", flat=True)) == {one.pk for one in people[:2]}
    met_enough = Versus.objects.filter(user=people[0], other=people[1])
    met_enough.update(games=30, ahead=30, behind=0)
    measure()
    signal = Signal.objects.get(kind=SignalKind.PARTNER)
    assert (signal.user, signal.other) == (people[0], people[1])
    assert not Unmeasured.objects.exists()
    assert people[0].is_active


def test_games_at_the_pace_of_a_machine_are_noticed_from_their_events(people: list[User]) -> None:
    from games.models import GameEvent
    from games.rules.house_rules import HouseRules

    game = play(people[:2], rules=HouseRules(holes=9))
    begun = timezone.now() - timedelta(hours=1)
    for event in GameEvent.objects.filter(game=game).order_by("seq"):
        GameEvent.objects.filter(game=game, seq=event.seq).update(
            time=begun + timedelta(seconds=event.seq / 20)
        )
    settle(game)
    measure()
    told = Signal.objects.filter(kind=SignalKind.PACE)
    assert {signal.user for signal in told} == set(people[:2])
    assert all(signal.number == 0.05 for signal in told)


def test_a_signal_seen_again_has_the_new_number_and_stays_looked_at_for_a_month(people: list[User]) -> None:
    found = signals.Found(people[0].pk, SignalKind.LEAVING, 5, {"behind": 5})
    signals.note([found])
    Signal.objects.update(looked_at=timezone.now(), looked_by=people[2])
    signals.note([signals.Found(people[0].pk, SignalKind.LEAVING, 7, {"behind": 7})])
    signal = Signal.objects.get()
    assert (signal.number, signal.facts, signal.looked_by) == (7, {"behind": 7}, people[2])
    Signal.objects.update(looked_at=timezone.now() - timedelta(days=31))
    signals.note([found])
    assert Signal.objects.get().looked_at is None


def test_a_signal_is_forgotten_after_three_months(people: list[User]) -> None:
    signals.note([signals.Found(people[0].pk, SignalKind.PACE, 0.1, {})])
    forget_old_signals()
    assert Signal.objects.exists()
    Signal.objects.update(at=timezone.now() - timedelta(days=91))
    forget_old_signals()
    assert not Signal.objects.exists()


def test_every_signal_says_what_it_does_not_prove() -> None:
    assert set(signals.ABOUT) == set(SignalKind.values)
    assert all(about.number and about.threshold and about.proves_not for about in signals.ABOUT.values())


def test_signals_are_in_the_export_and_gone_with_the_account(people: list[User]) -> None:
    alice, bob, _charlie = people
    signals.note([signals.Found(alice.pk, SignalKind.PARTNER, 1e-9, {}, bob.pk)])
    session(bob, "192.0.2.7")
    measure()
    assert kept.about(alice)["signals"][0]["kind"] == "partner"
    User.objects.filter(pk=bob.pk).update(deletion_at=timezone.now())
    deletion.carry_out()
    assert not Signal.objects.exists()
    assert not SeenFrom.objects.exists()


def test_what_was_noticed_of_a_guest_is_measured_anew_of_the_account(people: list[User]) -> None:
    guest = cast.person("Gus").user
    signals.note([signals.Found(guest.pk, SignalKind.PACE, 0.1, {})])
    assert belongings.bring(guest, people[0])
    assert not Signal.objects.exists()
    assert Unmeasured.objects.filter(user=people[0]).exists()


@pytest.mark.parametrize("many", [3, 12])
def test_measuring_costs_queries_by_people_not_by_games(
    people: list[User], many: int, django_assert_max_num_queries: Any
) -> None:
    settle(*(play(people, seed=seed) for seed in range(many)))
    with django_assert_max_num_queries(24):
        signals.measure_some()


# In the console


def test_new_signals_are_listed_until_somebody_has_looked(people: list[User], moderator: Staff) -> None:
    alice, bob, _charlie = people
    User.objects.filter(pk=alice.pk).update(name="<b>Alice</b>")
    signals.note([signals.Found(alice.pk, SignalKind.PARTNER, 1e-9, {"ahead": 30, "behind": 0}, bob.pk)])
    listed: Any = moderator.see("moderation_signal_changelist")
    shown = listed.content.decode()
    assert "one in 1,000,000,000" in shown
    assert "may be a beginner" in shown
    assert "&lt;b&gt;Alice" in shown
    signal = Signal.objects.get()
    assert (
        "less than one in a million" in moderator.see("moderation_signal_change", signal.pk).content.decode()
    )
    moderator.do("moderation_signal", "looked", signal.pk, reason="Her sister, whom she teaches.")
    signal.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.whom_id, entry.by_id) == ("signal_looked_at", alice.pk, moderator.user.pk)
    assert entry.why == "Her sister, whom she teaches."
    assert signal.looked_by == moderator.user
    again: Any = moderator.see("moderation_signal_changelist")
    assert not again.context["cl"].result_list
    assert User.objects.get(pk=alice.pk).is_active


def test_nobody_takes_a_signal_about_themselves_or_their_equals_off_the_list(
    people: list[User], moderator: Staff, administrator: Staff
) -> None:
    other = Staff(Role.MODERATOR, "Max")
    signals.note(
        [
            signals.Found(other.user.pk, SignalKind.PACE, 0.1, {"cards": 30}),
            signals.Found(people[0].pk, SignalKind.PARTNER, 1e-9, {}, other.user.pk),
        ]
    )
    pace, partner = Signal.objects.get(kind="pace"), Signal.objects.get(kind="partner")
    assert other.do("moderation_signal", "looked", pace.pk).status_code == 403
    assert other.do("moderation_signal", "looked", partner.pk).status_code == 403
    assert moderator.do("moderation_signal", "looked", pace.pk).status_code == 403
    assert moderator.do("moderation_signal", "looked", partner.pk).status_code == 302
    assert administrator.do("moderation_signal", "looked", pace.pk).status_code == 302
    assert not Signal.objects.filter(looked_at=None).exists()


def test_only_those_who_decide_see_signals(people: list[User]) -> None:
    signals.note([signals.Found(people[0].pk, SignalKind.PACE, 0.1, {"cards": 30})])
    observer = Staff(Role.OBSERVER)
    assert observer.see("moderation_signal_changelist").status_code == 403
    assert observer.see("moderation_signal_change", Signal.objects.get().pk).status_code == 403


@pytest.mark.parametrize("many", [2, 40])
def test_a_page_of_somebody_with_many_signals_and_reports_costs_few_queries(
    people: list[User], moderator: Staff, many: int, django_assert_max_num_queries: Any
) -> None:
    others = [account(f"Other{n}") for n in range(many)]
    signals.note(
        signals.Found(people[0].pk, SignalKind.PARTNER, 1e-9, {"ahead": 30, "behind": 0}, one.pk)
        for one in others
    )
    for one in others:
        Report.objects.create(by=one, about=people[0], by_name=one.name, about_name="Alice", kind="other")
    with django_assert_max_num_queries(30):
        page = moderator.see("accounts_user_change", people[0].pk)
    assert "may be a beginner" in page.content.decode()
    with django_assert_max_num_queries(14):
        moderator.see("moderation_signal_changelist")
