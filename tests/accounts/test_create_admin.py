"""The first administrator: once, from the environment or by hand, and never with a password that others know."""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import admins
from accounts.models import User
from tests.kit.visitor import GOOD_PASSWORD, Visitor, account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"USERNAME": "Robin", "EMAIL": "robin@example.org", "PASSWORD": GOOD_PASSWORD}.items():
        monkeypatch.setenv(f"ADMIN_{name}", value)


def run(*options: str) -> str:
    out = StringIO()
    call_command("create_admin", *options, stdout=out)
    return out.getvalue()


def test_it_is_made_from_the_environment_and_can_enter_the_console(visitor: Visitor) -> None:
    assert "Robin is the administrator" in run()
    visitor.sign_in("Robin", next="/admin/")
    assert visitor.client.get("/admin/").status_code == 200


def test_it_is_never_made_twice() -> None:
    run()
    assert "already" in run("--username", "Sandra", "--email", "sandra@example.org")
    assert User.objects.filter(is_superuser=True).count() == 1


@pytest.mark.parametrize("password", ["", "admin", "password123", "12345678901", "Robin2026", "changeme"])
def test_a_weak_or_default_password_is_refused(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(CommandError):
        run()
    assert not User.objects.exists()


@pytest.mark.parametrize(("name", "value"), [("EMAIL", "robin"), ("USERNAME", "r"), ("USERNAME", "Alice")])
def test_a_bad_field_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    account("Alice")
    monkeypatch.setenv(f"ADMIN_{name}", value)
    with pytest.raises(CommandError):
        run()
    assert not admins.is_there()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        (
            "USERNAME",
            "admin",
            r"ADMIN_USERNAME: 'admin' is a name that nobody may have, .* such as greenkeeper",
        ),
        ("USERNAME", "r", "ADMIN_USERNAME: A name has from 2"),
        ("EMAIL", "robin", "ADMIN_EMAIL: "),
        ("PASSWORD", "password123", "ADMIN_PASSWORD: "),
    ],
)
def test_the_start_is_told_which_setting_is_wrong_and_why(
    monkeypatch: pytest.MonkeyPatch, field: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"ADMIN_{field}", value)
    with pytest.raises(CommandError, match=told):
        run("--if-configured")
    assert not User.objects.exists()


def test_a_start_without_configuration_makes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADMIN_USERNAME")
    assert "not set" in run("--if-configured")
    with pytest.raises(CommandError, match="ADMIN_USERNAME must be set"):
        run()


@pytest.mark.django_db(transaction=True)
def test_of_two_starts_at_once_one_makes_it() -> None:
    together = threading.Barrier(2)

    def start(name: str) -> None:
        together.wait(10)
        try:
            admins.make_first(name, f"{name}@example.org", GOOD_PASSWORD)
        except admins.Refused:
            pass
        finally:
            connection.close()

    account("Alice")
    threads = [threading.Thread(target=start, args=(name,)) for name in ("Robin", "Sandra")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.filter(is_superuser=True).count() == 1
