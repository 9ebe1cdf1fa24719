"""The post: each letter is written down before it goes, sent once, tried again, and followed until it arrives."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from svix.webhooks import Webhook

from accounts import mail as mail_module
from accounts import news, post
from accounts.models import Letter, LetterEvent, User
from tests.kit.hours import Hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "whsec_" + "c2VjcmV0IG9mIHRoaXMgdGVzdCBhbG9uZQ=="


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    return Hours(monkeypatch)


@pytest.fixture
def robin() -> User:
    return User.objects.create(username="robin", name="Robin", email="robin@example.org")


def posted(robin: User | None = None) -> Letter:
    letter = post.post(
        "greeting", "robin@example.org", "Hello", "Hello, Robin.", "<p>Hello, Robin.</p>", robin
    )
    letter.refresh_from_db()
    return letter


@pytest.fixture
def no_provider(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nothing can be sent until the list is emptied."""
    faults = ["away"]
    sent = EmailMultiAlternatives.send

    def send(message: EmailMultiAlternatives, *args: Any, **more: Any) -> int:
        if faults:
            raise ConnectionRefusedError("robin@example.org refused")
        return sent(message, *args, **more)

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    return faults


def test_a_letter_is_sent_and_its_text_forgotten() -> None:
    letter = posted()
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [
        (["robin@example.org"], "Hello", "Hello, Robin.")
    ]
    assert (letter.state, letter.text, letter.html, letter.tries) == ("sent", "", "", 1)
    assert letter.sent_at is not None


def test_none_is_sent_for_what_never_happened() -> None:
    with transaction.atomic():
        posted()
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert not Letter.objects.exists()


def test_one_that_cannot_be_sent_waits_longer_each_time_and_then_fails(
    no_provider: list[str], hours: Hours, caplog: pytest.LogCaptureFixture
) -> None:
    letter = posted()
    pauses = []
    while letter.next_try_at is not None:
        assert (letter.state, letter.text) == ("queued", "Hello, Robin.")
        pause = (letter.next_try_at - hours.now()).total_seconds()
        pauses.append(round(pause / 60))
        hours.pass_by(pause - 1)
        post.send_what_waits()
        assert Letter.objects.get().tries == letter.tries
        hours.pass_by(2)
        post.send_what_waits()
        letter.refresh_from_db()
    assert pauses == [1, 3, 9, 27, 81]
    assert (letter.state, letter.reason, letter.text) == ("failed", "ConnectionRefusedError", "")
    assert mail.outbox == []
    assert "robin@example.org" not in caplog.text


def test_one_that_waits_goes_as_soon_as_it_can(no_provider: list[str], hours: Hours) -> None:
    letter = posted()
    no_provider.clear()
    hours.pass_by(61)
    post.send_what_waits()
    letter.refresh_from_db()
    assert (letter.state, letter.tries, len(mail.outbox)) == ("sent", 2, 1)


def test_what_a_broker_lost_is_sent_by_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "later", lambda *_lost: None)
    posted()
    assert mail.outbox == []
    post.send_what_waits()
    post.send_what_waits()
    assert len(mail.outbox) == 1


def test_workers_that_take_up_one_letter_at_once_send_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "later", lambda *_lost: None)
    letter, together = posted(), threading.Barrier(4)

    def work() -> None:
        together.wait()
        try:
            post.send(letter.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(mail.outbox) == 1


def test_old_letters_are_forgotten(hours: Hours) -> None:
    posted()
    hours.pass_by(timedelta(days=89).total_seconds())
    posted()
    hours.pass_by(timedelta(days=2).total_seconds())
    post.forget_old()
    assert Letter.objects.count() == 1


# What the provider tells


def event(what: str, *, message: str = "m-1", event_id: str = "e-1", secret: str = SECRET) -> dict[str, Any]:
    """A signed event as the provider posts it."""
    data = {"email_id": message, "to": ["robin@example.org"], "headers": []}
    if what == "email.bounced":
        data["bounce"] = {"message": "The recipient's email provider sent a hard bounce message"}  # type: ignore[assignment]
    now = datetime.now(UTC)
    body = json.dumps({"type": what, "created_at": now.isoformat(), "data": data})
    return {
        "data": body,
        "content_type": "application/json",
        "headers": {
            "svix-id": event_id,
            "svix-timestamp": str(int(now.timestamp())),
            "svix-signature": Webhook(secret).sign(event_id, now, body),
        },
    }


@pytest.fixture
def on_its_way(robin: User, settings: Settings) -> Letter:
    """A letter that the provider has taken."""
    settings.RESEND_SIGNING_SECRET = SECRET
    letter = posted(robin)
    Letter.objects.filter(pk=letter.pk).update(provider_id="m-1")
    return letter


@pytest.fixture
def answers() -> Iterator[list[tuple[int, str, bool]]]:
    """Whose addresses have answered, and whether the letter came back."""
    heard: list[tuple[int, str, bool]] = []

    def hear(user_id: int, address: str, bounced: bool, **_signal: Any) -> None:
        heard.append((user_id, address, bounced))

    news.address_answered.connect(hear)
    yield heard
    news.address_answered.disconnect(hear)


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("email.sent", "sent"),
        ("email.delivery_delayed", "sent"),
        ("email.delivered", "delivered"),
        ("email.bounced", "bounced"),
        ("email.complained", "complained"),
        ("email.something_new", "sent"),
    ],
)
def test_what_came_of_a_letter_is_noted(client: Client, on_its_way: Letter, what: str, state: str) -> None:
    assert client.post("/mail/events/", **event(what)).status_code == 200
    on_its_way.refresh_from_db()
    assert on_its_way.state == state


def test_somebody_whose_address_does_not_work_is_told_of_it(
    client: Client, on_its_way: Letter, robin: User, answers: list[tuple[int, str, bool]]
) -> None:
    client.post("/mail/events/", **event("email.bounced"))
    assert answers == [(robin.pk, "robin@example.org", True)]


def test_an_event_that_is_told_again_changes_nothing(
    client: Client, on_its_way: Letter, answers: list[tuple[int, str, bool]]
) -> None:
    client.post("/mail/events/", **event("email.bounced", event_id="e-1"))
    client.post("/mail/events/", **event("email.delivered", event_id="e-2"))
    assert client.post("/mail/events/", **event("email.bounced", event_id="e-1")).status_code == 200
    on_its_way.refresh_from_db()
    assert on_its_way.state == "delivered"
    assert LetterEvent.objects.count() == len(answers) == 2


def test_only_what_the_provider_has_signed_is_heard(client: Client, on_its_way: Letter) -> None:
    other = "whsec_" + "YW5vdGhlciBzZWNyZXQgb2YgdGhpcyB0ZXN0"
    tampered = event("email.delivered")
    tampered["data"] = tampered["data"].replace("delivered", "bounced")
    unsigned = event("email.bounced")
    del unsigned["headers"]["svix-signature"]
    for bad in (event("email.bounced", secret=other), tampered, unsigned):
        assert client.post("/mail/events/", **bad).status_code == 400
    on_its_way.refresh_from_db()
    assert on_its_way.state == "sent"


def test_without_a_secret_nothing_is_heard_at_all(
    client: Client, on_its_way: Letter, settings: Settings
) -> None:
    settings.RESEND_SIGNING_SECRET = ""
    assert client.post("/mail/events/", **event("email.bounced")).status_code == 404


def test_an_event_about_no_letter_of_ours_is_no_error(client: Client, on_its_way: Letter) -> None:
    assert client.post("/mail/events/", **event("email.bounced", message="other")).status_code == 200
    assert not LetterEvent.objects.exists()


def test_no_code_stays_behind_in_a_letters_row(robin: User) -> None:
    mail_module.send("account/email/login_code", "robin@example.org", {"user": robin, "code": "XDPF-TQFH"})
    letter = Letter.objects.get()
    assert "XDPF-TQFH" in str(mail.outbox[0].body)
    assert "XDPF" not in f"{letter.subject} {letter.text} {letter.html}"
