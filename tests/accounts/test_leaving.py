"""Taking along what is kept about one, and going: with a week in which signing in undoes it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import deletion, export, kept, tokens
from accounts.models import Export, Letter, User
from games import tables
from games.actions import act_now
from games.models import Seat
from games.rules import commands as c
from tests.kit.cast import game_of
from tests.kit.visitor import GOOD_PASSWORD, Visitor, account, letters, link_in, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice() -> User:
    return account("Alice")


@pytest.fixture
def hers(visitor: Visitor, alice: User) -> Visitor:
    """Alice's browser."""
    visitor.sign_in("Alice")
    return visitor


def unpacked(content: bytes) -> dict[str, Any]:
    """The JSON files of a ZIP."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith(".json")]
        return {name.removesuffix(".json"): json.loads(archive.read(name)) for name in names}


def a_game_of(user: User, *, over: bool) -> int:
    """A game of this user's with a move of theirs."""
    game = game_of(tables.make(user, tables.Wish(cpus=("maya",), start=True)))
    act_now(game, c.Open(0, (0, 1)))
    if over:
        act_now(game, c.Abandon("moderator"))
    return game


# Taking along


def test_it_is_made_and_a_letter_says_where_it_is(hers: Visitor, alice: User) -> None:
    assert said(hers.send("account_export"))[-1] == "We are making it. A letter tells you when it is there."
    letter = letters("alice@example.org")[-1]
    assert letter.subject == "Your data is ready"
    response = hers.open(link_in(letter))
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="golf-')
    told = unpacked(response.content)
    assert set(told) == set(kept.about(alice))
    assert told["profile"]["username"] == "Alice"
    assert told["addresses"] == [{"email": "alice@example.org", "verified": True, "primary": True}]
    assert len(told["sessions"]) == 1
    assert "download" in hers.see("account_export").content.decode().lower()


def test_no_secret_is_in_it(hers: Visitor, alice: User) -> None:
    pair = tokens.begin(alice)
    hers.send("account_export")
    content = bytes(Export.objects.get().content)
    text = json.dumps(unpacked(content))
    for secret in (alice.password, hers.key, pair.refresh, pair.access, Export.objects.get().token):
        assert secret not in text


def test_moves_are_told_only_of_games_that_are_over(alice: User) -> None:
    running, over = a_game_of(alice, over=False), a_game_of(alice, over=True)
    a_game_of(account("Bob"), over=True)
    told = {game["game"]: game for game in kept.about(alice)["games"]}
    assert set(told) == {str(running), str(over)}
    assert told[str(running)]["moves"] is None
    assert [move["type"] for move in told[str(over)]["moves"]] == ["cards_opened"]
    assert all(move["seat"] == 0 for move in told[str(over)]["moves"])


def test_nobody_else_can_fetch_it(hers: Visitor) -> None:
    hers.send("account_export")
    link = link_in(letters("alice@example.org")[-1])
    stranger, bob = Visitor(), Visitor()
    account("Bob")
    bob.sign_in("Bob")
    assert bob.open(link).status_code == 404
    assert b"PK" not in stranger.open(link).content[:2]


def test_it_is_gone_after_a_week(hers: Visitor) -> None:
    hers.send("account_export")
    link = link_in(letters("alice@example.org")[-1])
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert hers.open(link).status_code == 404
    export.make_those_that_wait()
    assert not Export.objects.exists()


def test_three_a_day_are_enough(hers: Visitor) -> None:
    responses = [hers.send("account_export") for _time in range(4)]
    assert said(responses[-1])[-1] == "Three times a day is enough. Please come back tomorrow."
    assert Export.objects.count() == 3


def test_what_a_broker_lost_is_made_all_the_same(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "later", lambda *_lost: None)
    export.ask(alice)
    assert not export.ready(alice).exists()
    export.make_those_that_wait()
    export.make_those_that_wait()
    assert export.ready(alice).count() == 1
    assert [letter.subject for letter in letters("alice@example.org")] == ["Your data is ready"]


# Going


@pytest.fixture
def gone(hers: Visitor) -> Visitor:
    """Alice's browser, after she has asked to be deleted."""
    hers.assure()
    hers.send("account_delete")
    return hers


def test_it_wants_the_password_once_more(hers: Visitor, alice: User) -> None:
    assert hers.send("account_delete").headers["Location"].startswith("/accounts/reauthenticate/")
    alice.refresh_from_db()
    assert alice.deletion_at is None


def test_whoever_goes_is_signed_out_everywhere_and_told_by_mail(hers: Visitor, alice: User) -> None:
    phone, program = Visitor(), tokens.begin(alice)
    phone.sign_in("Alice")
    hers.assure()
    assert hers.send("account_delete").headers["Location"] == "/"
    assert hers.user is None
    assert phone.user is None
    assert tokens.family_of(program.access) is None
    assert letters("alice@example.org")[-1].subject == "Your account will be deleted"


def test_signing_in_within_a_week_undoes_it(gone: Visitor, alice: User) -> None:
    gone.sign_in("Alice")
    assert gone.user == alice
    alice.refresh_from_db()
    assert alice.deletion_at is None
    assert letters("alice@example.org")[-1].subject == "Your account stays"
    deletion.carry_out()
    assert User.objects.get(pk=alice.pk).username == "Alice"


def test_before_the_week_is_over_nothing_is_gone(gone: Visitor, alice: User) -> None:
    deletion.carry_out()
    assert User.objects.get(pk=alice.pk).email == "alice@example.org"


@pytest.fixture
def deleted(gone: Visitor, alice: User) -> User:
    """Alice's row after a week."""
    User.objects.update(deletion_at=timezone.now() - timedelta(seconds=1))
    deletion.carry_out()
    return User.objects.get(pk=alice.pk)


def test_then_the_row_is_blank_and_nobody_signs_in_with_it(deleted: User) -> None:
    assert (deleted.name, deleted.email, deleted.language, deleted.preferences) == (
        "Deleted player",
        "",
        "",
        {},
    )
    assert "alice" not in deleted.username.lower()
    assert not deleted.is_active
    assert not deleted.has_usable_password()
    assert not EmailAddress.objects.filter(email__icontains="alice").exists()
    assert not Letter.objects.filter(to__icontains="alice").exists()
    browser = Visitor()
    browser.sign_in("Alice", GOOD_PASSWORD)
    assert browser.user is None


def test_the_name_and_the_address_are_free_again(deleted: User) -> None:
    browser = Visitor()
    browser.sign_up("Alice", "alice@example.org")
    browser.follow(link_in(letters("alice@example.org")[-1]))
    assert User.objects.filter(username="Alice", is_guest=False).count() == 1


def test_games_keep_the_seat_of_somebody_who_is_gone(hers: Visitor, alice: User) -> None:
    game = a_game_of(alice, over=False)
    hers.assure()
    hers.send("account_delete")
    User.objects.update(deletion_at=timezone.now() - timedelta(seconds=1))
    deletion.carry_out()
    seat = Seat.objects.select_related("user").get(game=game, number=0)
    assert seat.user is not None
    assert (seat.user_id, seat.user.name) == (alice.pk, "Deleted player")
    act_now(game, c.Abandon("moderator"))


def test_whoever_comes_back_at_the_last_moment_stays(
    gone: Visitor, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.update(deletion_at=timezone.now() - timedelta(seconds=1))
    due = list(User.objects.filter(deletion_at__lte=timezone.now()))
    deletion.undo(alice)
    for user in due:
        deletion.delete(user)
    assert User.objects.get(pk=alice.pk).username == "Alice"


def test_every_part_of_the_site_forgets_in_the_same_transaction(gone: Visitor, alice: User) -> None:
    def refuse(**_signal: Any) -> None:
        raise RuntimeError("not now")

    User.objects.update(deletion_at=timezone.now() - timedelta(seconds=1))
    kept.forgetting.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            deletion.delete(User.objects.get(pk=alice.pk))
    finally:
        kept.forgetting.disconnect(refuse)
    assert EmailAddress.objects.filter(email="alice@example.org").exists()
    assert User.objects.get(pk=alice.pk).username == "Alice"
