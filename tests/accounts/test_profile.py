"""What somebody with an account may set: who they are, who sees what, in which language; and whom they invite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts import credentials, news
from accounts.models import Invitation, User
from tests.kit.visitor import GOOD_PASSWORD, Visitor, account, errors, letters

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import RequestFactory

pytestmark = pytest.mark.django_db
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


def keep(visitor: Visitor, **fields: object) -> HttpResponse:
    return visitor.send("account_profile", **{"name": "Alice", "games_shown_to": "all"} | fields)


@pytest.fixture
def alice(visitor: Visitor) -> User:
    user = account("Alice")
    visitor.sign_in("Alice")
    return user


def test_what_is_chosen_is_kept_and_told(visitor: Visitor, alice: User) -> None:
    told: list[int] = []

    def hear(user_id: int, **_signal: object) -> None:
        told.append(user_id)

    news.person_changed.connect(hear)
    response = keep(
        visitor,
        name="Alice B.",
        language="de",
        portrait="owl",
        country="NZ",
        games_shown_to="players",
        finished_games_public="on",
        mail_new_device="on",
    )
    news.person_changed.disconnect(hear)
    alice.refresh_from_db()
    assert response.status_code == 302
    assert (alice.name, alice.username, alice.language) == ("Alice B.", "Alice", "de")
    assert (alice.games_shown_to, alice.finished_games_public, alice.mail_new_device) == (
        "players",
        True,
        True,
    )
    assert (alice.portrait, alice.country) == ("owl", "NZ")
    assert told == [alice.pk]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("portrait", "wolf"),
        ("country", "XX"),
        ("name", "Bob"),
        ("name", "B0b"),
        ("name", "x"),
        ("language", "tlh"),
        ("games_shown_to", "cats"),
    ],
)
def test_what_cannot_be_chosen_is_refused_at_its_field(
    visitor: Visitor, alice: User, field: str, value: str
) -> None:
    account("Bob")
    assert list(errors(keep(visitor, **{field: value}))) == [field]
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_pages_and_letters_come_in_the_chosen_language_on_any_device(visitor: Visitor, alice: User) -> None:
    keep(visitor, language="de")
    assert visitor.see("rules").headers["Content-Language"] == "de"
    elsewhere = Visitor(HTTP_ACCEPT_LANGUAGE="fr")
    elsewhere.sign_in("Alice")
    assert elsewhere.see("rules").headers["Content-Language"] == "de"


def test_a_new_device_is_told_by_mail_to_those_who_want_it() -> None:
    alice = account("Alice")
    for agent in (LAPTOP, LAPTOP, PHONE):
        Visitor(HTTP_USER_AGENT=agent).sign_in("Alice")
    (letter,) = letters("alice@example.org")
    assert "Safari on iPhone" in str(letter.body)
    User.objects.filter(pk=alice.pk).update(mail_new_device=False)
    Visitor(HTTP_USER_AGENT="curl/8").sign_in("Alice")
    assert len(letters("alice@example.org")) == 1


def test_an_invitation_is_made_used_and_tells_who_came(visitor: Visitor, alice: User) -> None:
    visitor.send("account_invitations", make="1")
    invitation = Invitation.objects.get(made_by=alice)
    assert (
        f"/accounts/signup/?invitation={invitation.code}"
        in visitor.see("account_invitations").content.decode()
    )
    form = Visitor().see("account_signup", invitation=invitation.code).content.decode()
    assert f'value="{invitation.code}"' in form
    Visitor().sign_up("Robin", invitation=invitation.code)
    assert "Robin has come with it." in visitor.see("account_invitations").content.decode()


def test_an_invitation_is_taken_back_by_its_maker_alone(visitor: Visitor, alice: User) -> None:
    visitor.send("account_invitations", make="1")
    invitation = Invitation.objects.get()
    account("Bob")
    bob = Visitor()
    bob.sign_in("Bob")
    bob.send("account_invitations", take_back=invitation.pk)
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
    visitor.send("account_invitations", take_back=invitation.pk)
    assert list(errors(Visitor().sign_up(invitation=invitation.code))) == ["invitation"]


def test_nobody_gives_out_more_than_five_at_a_time(visitor: Visitor, alice: User) -> None:
    for _one in range(7):
        visitor.send("account_invitations", make="1")
    assert Invitation.objects.filter(made_by=alice).count() == 5


def test_programs_of_a_guest_who_only_filled_in_the_form_get_no_tokens(
    visitor: Visitor, rf: RequestFactory
) -> None:
    visitor.sign_up("Robin")
    with pytest.raises(credentials.WrongCredentials):
        credentials.check(rf.post("/"), "Robin", GOOD_PASSWORD, "")
