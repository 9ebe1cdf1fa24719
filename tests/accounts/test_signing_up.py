"""Signing up: a name, an address, a password, and the link in the letter."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import signups
from accounts.forms import SignupForm
from accounts.models import Invitation, SignupDay, User
from tests.kit.visitor import GOOD_PASSWORD, Visitor, account, errors, letters, link_in, said, shown

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


def test_the_link_in_the_letter_makes_an_account_and_signs_in(visitor: Visitor) -> None:
    response = visitor.sign_up()
    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert not User.objects.exclude(is_guest=True).exists()
    (letter,) = letters("robin@example.org")
    response = visitor.follow(link_in(letter))
    assert response.headers["Location"] == "/"
    robin = visitor.user
    assert robin is not None
    assert (robin.username, robin.name, robin.is_guest) == ("Robin", "Robin", False)
    assert robin.check_password(GOOD_PASSWORD)


def test_letters_are_text_and_html_with_the_same_link(visitor: Visitor) -> None:
    visitor.sign_up("Jürgen", "juergen@example.org")
    (letter,) = letters()
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert link_in(letter) in str(html)
    assert "Hello Jürgen," in str(letter.body)
    assert "<script" not in str(html)


def test_until_then_nobody_can_sign_in_but_another_letter_comes(visitor: Visitor) -> None:
    visitor.sign_up()
    response = Visitor().sign_in("Robin")
    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert len(letters("robin@example.org")) == 2


def test_a_used_link_says_so_and_offers_a_new_one(visitor: Visitor) -> None:
    visitor.sign_up()
    link = link_in(letters()[0])
    visitor.follow(link)
    page = Visitor().open(link)
    assert "not good any more" in page.content.decode()
    assert "/accounts/confirm-email/again/" in page.content.decode()


def test_an_expired_link_says_so(visitor: Visitor, settings: Settings) -> None:
    visitor.sign_up()
    link = link_in(letters()[0])
    settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = -1
    assert "not good any more" in visitor.open(link).content.decode()
    visitor.follow(link)
    assert User.objects.get(username="Robin").is_guest


def test_a_tampered_link_verifies_nobody(visitor: Visitor) -> None:
    visitor.sign_up()
    link = link_in(letters()[0])
    assert visitor.follow(link[:-4] + "abc/").status_code == 404
    assert User.objects.get(username="Robin").is_guest


def test_a_new_link_is_sent_on_request(visitor: Visitor) -> None:
    visitor.sign_up()
    response = visitor.send("account_new_link", email="robin@example.org")
    assert response.status_code == 302
    assert len(letters("robin@example.org")) == 2
    visitor.follow(link_in(letters()[1]))
    assert not User.objects.get(username="Robin").is_guest


def test_the_page_for_a_new_link_tells_nobody_who_is_known(visitor: Visitor) -> None:
    account("Alice")
    visitor.sign_up()
    answers = {
        said(visitor.send("account_new_link", email=address))[-1]
        for address in ("robin@example.org", "alice@example.org", "nobody@example.org")
    }
    assert len(answers) == 1
    assert letters("alice@example.org") == letters("nobody@example.org") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "R"),
        ("username", "R" * 25),
        ("username", "admin"),
        ("username", "Αlice"),  # A Greek capital alpha.
        ("username", "ALICE"),
        ("username", "al1ce"),
        ("username", "rob<in>"),
        ("username", "rob\x00in"),
        ("email", ""),
        ("email", "robin"),
        ("email", f"{'r' * 288}@example.org"),
        ("email", "robin@@example.org"),
        ("password", ""),
        ("password", "short1"),
        ("password", "12345678901"),
        ("password", "password123"),
        ("password", "robin@example.org"),
    ],
)
def test_what_is_no_good_is_refused_at_its_field(visitor: Visitor, field: str, value: str) -> None:
    account("Alice")
    fields = {"name": "Robin", "email": "robin@example.org", "password": GOOD_PASSWORD}
    response = visitor.sign_up(**fields | {field.replace("username", "name"): value})
    assert response.status_code == 422
    assert list(errors(response)) == [field.replace("password", "password1")]
    assert not User.objects.exclude(username="Alice").exists()
    assert letters() == []


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return hashed


def test_an_address_that_has_an_account_gets_the_same_answer(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    account("Alice")
    hashed = count_hashes(monkeypatch)
    unknown = visitor.sign_up("Robin", "robin@example.org")
    assert len(hashed) == 1
    other = Visitor()
    known = other.sign_up("Sandra", "alice@example.org")
    assert len(hashed) == 2
    assert (unknown.status_code, unknown.headers["Location"]) == (
        known.status_code,
        known.headers["Location"],
    )
    assert said(unknown) == said(known)
    pages = [shown(who.see("account_email_verification_sent")) for who in (visitor, other)]
    assert pages[0] == pages[1]
    (letter,) = letters("alice@example.org")
    assert "has an account already" in str(letter.body)
    assert not User.objects.filter(username="Sandra").exists()


def test_somebody_elses_address_is_not_taken_before_it_is_verified(visitor: Visitor) -> None:
    visitor.sign_up("Mallory", "alice@example.org")
    assert not EmailAddress.objects.get(email="alice@example.org").verified
    assert User.objects.get(username="Mallory").is_guest


def test_a_slip_in_the_form_can_be_put_right(visitor: Visitor) -> None:
    visitor.client.post("/play/")
    guest = visitor.user
    assert guest is not None
    visitor.sign_up("Robin", "robn@example.org")
    visitor.sign_up("Robin", "robin@example.org")
    visitor.follow(link_in(letters("robin@example.org")[0]))
    robin = User.objects.get(username="Robin")
    assert (robin.pk, robin.email, robin.is_guest) == (guest.pk, "robin@example.org", False)


def test_a_name_whose_link_nobody_opens_is_free_again_after_a_week(visitor: Visitor) -> None:
    visitor.client.post("/play/")
    guest = visitor.user
    assert guest is not None
    visitor.sign_up()
    old = Visitor().sign_up("Robin", "other@example.org")
    assert list(errors(old)) == ["username"]
    assert signups.release_unverified() == 0
    User.objects.update(signed_up_at=timezone.now() - timedelta(days=8))
    assert signups.release_unverified() == 1
    assert visitor.user == guest
    assert Visitor().sign_up("Robin", "robin@example.org").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_a_name_at_the_same_instant_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    both_checked = threading.Barrier(2)
    answers: dict[str, tuple[int, str]] = {}
    is_valid = SignupForm.is_valid

    def checked_together(form: SignupForm) -> bool:
        valid: bool = is_valid(form)
        both_checked.wait(10)
        return valid

    monkeypatch.setattr(SignupForm, "is_valid", checked_together)

    def sign_up(name: str) -> None:
        response = Visitor().sign_up(name, f"{len(name)}{ord(name[0])}@example.org")
        answers[name] = response.status_code, response.content.decode()
        connection.close()

    threads = [threading.Thread(target=sign_up, args=(name,)) for name in ("Robin", "robin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _page in answers.values()) == [302, 422]
    assert any("That name is taken. Please choose another." in page for _status, page in answers.values())
    assert User.objects.filter(username__iexact="robin").count() == 1


def test_by_invitation_only_nobody_comes_without_one(visitor: Visitor, settings: Settings) -> None:
    settings.INVITE_ONLY = True
    assert list(errors(visitor.sign_up())) == ["invitation"]
    assert list(errors(visitor.sign_up(invitation="unknown"))) == ["invitation"]
    alice = account("Alice")
    invitation = Invitation.objects.create(made_by=alice)
    assert visitor.sign_up(invitation=invitation.code).status_code == 302
    robin = User.objects.get(username="Robin")
    assert robin.invitation is not None
    assert robin.invitation.made_by == alice


@pytest.mark.parametrize(
    "columns",
    [
        {"used": 1},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"revoked_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_an_invitation_ends(visitor: Visitor, columns: dict[str, object]) -> None:
    invitation = Invitation.objects.create(**columns)
    response = visitor.sign_up(invitation=invitation.code)
    assert errors(response) == {"invitation": ["This invitation is not good, or not good any more."]}


def test_an_invitation_is_good_for_so_many(settings: Settings) -> None:
    settings.INVITE_ONLY = True
    code = Invitation.objects.create(uses=2).code
    statuses = [
        Visitor().sign_up(name, f"{name}@example.org", invitation=code).status_code
        for name in ("Robin", "Sandra", "Tilda")
    ]
    assert statuses == [302, 302, 422]


def test_a_form_that_is_refused_costs_no_place(visitor: Visitor) -> None:
    account("Alice")
    invitation = Invitation.objects.create()
    visitor.sign_up("Alice", invitation=invitation.code)
    invitation.refresh_from_db()
    assert invitation.used == 0


def test_so_many_a_day_may_come_without_an_invitation(settings: Settings) -> None:
    settings.DAILY_OPEN_SIGNUPS = 2
    names = ("Robin", "Sandra", "Tilda")
    responses = [Visitor().sign_up(name, f"{name}@example.org") for name in names]
    assert [response.status_code for response in responses] == [302, 302, 422]
    assert "All of today" in responses[2].content.decode()
    code = Invitation.objects.create().code
    assert Visitor().sign_up("Tilda", "tilda@example.org", invitation=code).status_code == 302
    SignupDay.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert Visitor().sign_up("Ulla", "ulla@example.org").status_code == 302


def test_one_address_cannot_take_all_of_a_days_places(settings: Settings) -> None:
    settings.DAILY_OPEN_SIGNUPS = 100
    statuses = [
        Visitor().sign_up(f"Robin {n}", f"r{n}@example.org").status_code
        for n in ("a", "b", "c", "d", "e", "f")
    ]
    assert statuses == [302] * 5 + [422]


def test_a_form_without_its_token_is_refused() -> None:
    strict = Visitor(Client(enforce_csrf_checks=True))
    assert strict.sign_up().status_code == 403
    assert strict.sign_in("Robin").status_code == 403
    assert not User.objects.exists()


def test_an_address_is_nobodys_before_it_is_verified(visitor: Visitor) -> None:
    """Whoever signs up with somebody else's address keeps neither the address nor the account."""
    mallory = visitor
    mallory.sign_up("Mallory", "victim@example.org", "wrong-green-kettle-77")
    victim = Visitor()
    victim.sign_up("Victor", "victim@example.org")
    victim.follow(link_in(letters("victim@example.org")[-1]))
    assert victim.user is not None
    assert (victim.user.username, victim.user.is_guest) == ("Victor", False)
    assert not User.objects.filter(username="Mallory").exists()
    assert not EmailAddress.objects.filter(email="victim@example.org", verified=False).exists()
    other = Visitor()
    other.sign_in("victim@example.org", "wrong-green-kettle-77")
    assert other.user is None
    assert Visitor().follow(link_in(letters("victim@example.org")[0])).status_code in {200, 404, 410}
    assert not User.objects.filter(username="Mallory").exists()


def test_somebody_who_verified_at_the_last_moment_keeps_everything(visitor: Visitor) -> None:
    visitor.sign_up("Robin", "robin@example.org")
    User.objects.update(signed_up_at=timezone.now() - timedelta(days=30))
    EmailAddress.objects.update(verified=True)
    assert signups.release_unverified() == 0
    assert User.objects.get(username="Robin").email == "robin@example.org"
