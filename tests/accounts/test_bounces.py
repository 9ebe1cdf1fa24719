"""Somebody whose letters come back sees so on every page, and how to put it right."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import news
from accounts.models import Letter, User
from tests.kit.visitor import Visitor, account

pytestmark = pytest.mark.django_db


def answered(user: User, *, bounced: bool) -> None:
    news.address_answered.send(Letter, user_id=user.pk, address=user.email, bounced=bounced)


def is_told(visitor: Visitor) -> bool:
    page = visitor.see("rules").content.decode()
    return "Our letters to alice@example.org come back." in page and 'href="/accounts/email/"' in page


def test_it_is_on_every_page_until_a_letter_arrives(visitor: Visitor) -> None:
    alice = account("Alice")
    visitor.sign_in("Alice")
    assert not is_told(visitor)
    answered(alice, bounced=True)
    assert is_told(visitor)
    answered(alice, bounced=False)
    assert not is_told(visitor)


def test_another_address_ends_it(visitor: Visitor) -> None:
    alice = account("Alice", bounced_at=timezone.now())
    visitor.sign_in("Alice")
    assert is_told(visitor)
    other = EmailAddress.objects.create(user=alice, email="al@example.org", verified=True)
    visitor.assure()
    other.set_as_primary()
    from allauth.account.signals import email_changed

    email_changed.send(User, request=None, user=alice, from_email_address=None, to_email_address=other)
    assert not is_told(visitor)
    alice.refresh_from_db()
    assert alice.bounced_at is None
