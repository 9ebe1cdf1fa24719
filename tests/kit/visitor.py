"""Somebody at the pages of accounts, by Django's own client, with the letters that they get."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import post
from accounts.models import User

if TYPE_CHECKING:
    from django.core.mail import EmailMultiAlternatives
    from django.http import HttpResponse

GOOD_PASSWORD: Final = "tall-green-kettle-77"
LINK: Final = re.compile(r"^https?://\S+$", re.MULTILINE)


def account(name: str, email: str = "", *, password: str = GOOD_PASSWORD, **columns: Any) -> User:
    """Somebody who has signed up and verified their address."""
    address = email or f"{name.lower()}@example.org"
    user = User(username=name, email=address, **columns)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


class Visitor:
    """A browser, and who sits in front of it."""

    def __init__(self, client: Client | None = None, **meta: str) -> None:
        self.client = client or Client(**meta)  # type: ignore[arg-type]

    def see(self, name: str, *args: object, **query: str) -> HttpResponse:
        return cast("HttpResponse", self.client.get(reverse(name, args=args), query))

    def send(self, name: str, /, *args: object, **fields: object) -> HttpResponse:
        """Fill in the form of a page."""
        return cast("HttpResponse", self.client.post(reverse(name, args=args), fields))

    def sign_up(
        self,
        name: str = "Robin",
        email: str = "robin@example.org",
        password: str = GOOD_PASSWORD,
        **more: str,
    ) -> HttpResponse:
        return self.send("account_signup", username=name, email=email, password1=password, **more)

    def sign_in(self, login: str, password: str = GOOD_PASSWORD, **more: str) -> HttpResponse:
        return self.send("account_login", login=login, password=password, **more)

    def assure(self, password: str = GOOD_PASSWORD) -> None:
        """Say once more who it is, as is asked before something that matters."""
        assert self.send("account_reauthenticate", password=password).status_code == 302

    def follow(self, link: str) -> HttpResponse:
        """Open a link of a letter, and press the button of the page."""
        path = re.sub(r"^https?://[^/]+", "", link)
        page = self.client.get(path)
        return cast("HttpResponse", self.client.post(page.headers.get("Location", path)))

    def open(self, link: str) -> HttpResponse:
        """Open a link of a letter."""
        return cast("HttpResponse", self.client.get(re.sub(r"^https?://[^/]+", "", link), follow=True))

    @property
    def user(self) -> User | None:
        """Who this browser is signed in as, guest or not."""
        page = self.client.get(reverse("rules"))
        user = page.context["user"]
        return user if isinstance(user, User) else None

    @property
    def key(self) -> str:
        """The key of this browser's session."""
        return str(self.client.session.session_key)


def letters(to: str | None = None) -> list[EmailMultiAlternatives]:
    """The letters that have been sent, the newest last; to one address alone, if it is given."""
    post.send_what_waits()  # A test's own transaction is never committed.
    sent = [cast("EmailMultiAlternatives", letter) for letter in mail.outbox]
    return [letter for letter in sent if to is None or letter.to == [to]]


def link_in(letter: EmailMultiAlternatives) -> str:
    """The first link of a letter."""
    found = LINK.search(str(letter.body))
    assert found is not None, letter.body
    return found.group()


def code_in(letter: EmailMultiAlternatives) -> str:
    """The code of a letter, which stands on a line of its own."""
    found = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", str(letter.body), re.MULTILINE)
    assert found is not None, letter.body
    return found.group()


def shown(response: HttpResponse) -> str:
    """A page but for its tokens against forgery, which are different each time."""
    return re.sub(r'value="\w{64}"', "", response.content.decode())


def said(response: HttpResponse) -> list[str]:
    """The messages of a page."""
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """What a form finds wrong, field by field."""
    form = response.context["form"]  # type: ignore[attr-defined]
    return {field: list(map(str, found)) for field, found in form.errors.items()}
