"""Every page and every deed of the console, as each role: who may do what is what the guide's table says.

The walk asks the admin itself what there is, so that a page that somebody adds is walked, too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import Invitation, Letter
from games.models import Game, Table
from leaderboards.models import Unfolded
from moderation import audit
from moderation.audit import What
from moderation.console.asking import AsksFirst
from moderation.models import Appeal, AuditEntry, Report, Sanction, Signal
from moderation.roles import PERMISSIONS, Role
from tests.kit.staff import Staff
from tests.kit.visitor import account

pytestmark = pytest.mark.django_db
GUIDE: Final = Path(__file__).parents[2] / "docs" / "moderation.md"
ROLES: Final = (Role.OBSERVER, Role.MODERATOR, Role.ADMINISTRATOR, Role.OWNER)
ROW: Final = re.compile(
    r"^\| `(?P<permission>[a-z_]+\.[a-z_]+)` \|.*?\|(?P<cells>[^|]*\|[^|]*\|[^|]*)\|$", re.MULTILINE
)


def table() -> dict[str, tuple[bool, ...]]:
    """The guide's table: of each permission whether observers, moderators and administrators have it."""
    found = ROW.finditer(GUIDE.read_text(encoding="utf-8"))
    return {row["permission"]: tuple("yes" in cell for cell in row["cells"].split("|")) for row in found}


def allowed(permission: str) -> set[Role]:
    """Who has it by the table, and owners, who have all."""
    cells = table().get(permission, (False, False, False))
    return {role for role, cell in zip(ROLES, (*cells, True), strict=True) if cell}


def admins() -> list[Any]:
    return sorted(admin.site._registry.values(), key=lambda one: str(one.opts.label))


def own_admins() -> list[AsksFirst]:
    return [one for one in admins() if isinstance(one, AsksFirst)]


DEEDS: Final = [(one.opts.label_lower, deed.key) for one in own_admins() for deed in one.deeds]


def deed_of(label: str, key: str) -> tuple[AsksFirst, Any]:
    one = next(one for one in own_admins() if one.opts.label_lower == label)
    return one, next(deed for deed in one.deeds if deed.key == key)


def test_the_guide_has_the_table_that_the_groups_have() -> None:
    by_role = {role: {name for name in table() if role in allowed(name)} for role in PERMISSIONS}
    assert by_role == {role: set(names) for role, names in PERMISSIONS.items()}


@pytest.mark.parametrize("label", [one.opts.label_lower for one in admins()])
def test_a_list_is_seen_by_those_who_may(label: str) -> None:
    app, model = label.split(".")
    address = reverse(f"admin:{app}_{model}_changelist")
    for role in ROLES:
        expected = 200 if role in allowed(f"{app}.view_{model}") else 403
        assert Staff(role).client.get(address).status_code == expected, (label, role)
    assert Staff(Role.PLAYER).client.get(address).status_code in {302, 403}
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("label", [one.opts.label_lower for one in admins()])
def test_a_list_takes_no_condition_on_what_its_filters_do_not_name(label: str) -> None:
    """Else hidden columns could be read letter by letter: addresses, digests of passwords, texts of letters."""
    one = next(one for one in admins() if one.opts.label_lower == label)
    owner = Staff(Role.OWNER)
    offered = {*one.list_filter, one.date_hierarchy}
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")
    for column in {field.name for field in one.opts.get_fields()} - offered | {"pk"}:
        answer = owner.client.get(address, {f"{column}__isnull": "1"})
        assert answer.status_code == 400, column


@pytest.mark.parametrize("condition", ["email__startswith", "password__startswith", "emailaddress__email"])
def test_who_sees_no_addresses_finds_nobody_by_one(condition: str) -> None:
    account("Alice", email="alice@example.org")
    observer = Staff(Role.OBSERVER)
    for start in ("alice@", "md5$", "pbkdf2", "argon2", "bob@"):
        page = observer.see("accounts_user_changelist", **{condition: start})
        assert page.status_code == 400, start


@pytest.mark.parametrize(("label", "key"), DEEDS)
def test_a_deed_is_open_to_those_who_may(label: str, key: str) -> None:
    one, deed = deed_of(label, key)
    address = reverse(f"admin:{one._deed_name}", args=[key])
    sees = allowed(f"{one.opts.app_label}.view_{one.opts.model_name}")
    for role in ROLES:
        may = role in allowed(deed.permission) & sees
        client = Staff(role).client
        # Of a row that is not there: whoever may not hears so before anything is looked for.
        for answer in (
            client.get(address, {"id": "987654"}),
            client.post(address, {"id": "987654", "reason": "x"}),
        ):
            assert answer.status_code == (404 if may else 403), (label, key, role)
    for client in (Staff(Role.PLAYER).client, Client()):
        assert client.post(address, {"id": "987654"}).status_code in {302, 403}
    assert not AuditEntry.objects.exclude(what="entry_refused").exists()


@pytest.mark.parametrize("label", [one.opts.label_lower for one in admins()])
def test_nothing_is_added_changed_or_deleted_by_a_plain_form(label: str) -> None:
    app, model = label.split(".")
    owner = Staff(Role.OWNER)
    for verb, arguments in (("add", []), ("change", ["1"]), ("delete", ["1"])):
        address = reverse(f"admin:{app}_{model}_{verb}", args=arguments)
        assert owner.client.post(address, {"post": "yes"}).status_code in {302, 403, 404}, (label, verb)
    page = owner.client.get(reverse(f"admin:{app}_{model}_changelist"))
    choices = page.context["action_form"].fields["action"].choices if page.context["action_form"] else []
    assert "delete_selected" not in [key for key, _words in choices]


def a_row_of_each() -> list[Any]:
    """A row of everything that has a page in the console."""
    alice, bob = account("Alice"), account("Bob")
    sanction = Sanction.objects.create(kind="warning", user=alice, why="x")
    game = Game.objects.create(table=Table.objects.create(code="T00001", made_by=bob))
    return [
        alice,
        Invitation.objects.create(note="x"),
        Letter.objects.create(kind="x", to="a@example.org", subject="x", text="", html=""),
        sanction,
        audit.record(What.WARNED, by=None),
        game,
        Unfolded.objects.create(game=game, why="x"),
        Report.objects.create(by=alice, about=bob, by_name="Alice", about_name="Bob", kind="name", game=game),
        Appeal.objects.create(sanction=sanction, words="x"),
        Signal.objects.create(
            user=alice, kind="partner", other=bob, number=1e-9, facts={"games": 20, "ahead": 20}
        ),
    ]


def test_the_pages_of_rows_are_seen_by_those_who_see_their_lists() -> None:
    rows = a_row_of_each()
    assert sorted(row._meta.label_lower for row in rows) == [one.opts.label_lower for one in admins()]
    team = [(role, Staff(role)) for role in (*ROLES, Role.PLAYER)]
    for row in rows:
        app, model = row._meta.app_label, row._meta.model_name
        for role, somebody in team:
            answers = {200} if role in allowed(f"{app}.view_{model}") else {403}
            for verb in ("change", "history"):
                address = reverse(f"admin:{app}_{model}_{verb}", args=[row.pk])
                got = somebody.client.get(address).status_code
                assert got in answers | ({302} if role is Role.PLAYER else set()), (row, role, verb)


def test_the_first_page_is_seen_by_the_team_alone() -> None:
    address = reverse("admin:index")
    for role in ROLES:
        page = Staff(role).client.get(address).content.decode()
        assert ('id="dashboard"' in page) is (role in allowed("moderation.see_dashboard")), role
    nobody = Staff(Role.OBSERVER, "Nobody")
    nobody.user.groups.clear()
    assert 'id="dashboard"' not in nobody.client.get(address).content.decode()
    assert Staff(Role.PLAYER).client.get(address).status_code in {302, 403}
    assert Client().get(address).status_code == 302


def test_staff_change_their_passwords_where_everybody_does() -> None:
    """There sockets and tokens end with the old one, and wrong ones are counted."""
    moderator = Staff(Role.MODERATOR)
    moderator.user.set_password("before before")
    moderator.user.save()
    moderator.client.force_login(moderator.user)
    new = {"new_password1": "after after", "new_password2": "after after"}
    answer = moderator.client.post(reverse("admin:password_change"), {"old_password": "before before", **new})
    assert answer["Location"] == reverse("account_change_password")
    moderator.user.refresh_from_db()
    assert moderator.user.check_password("before before")


def own_pages() -> list[str]:
    """The addresses of our own pages inside the admin that need no row."""
    found = []
    for one in admins():
        for pattern in one.get_urls():
            plain = isinstance(pattern, URLPattern) and "<" not in str(pattern.pattern)
            standard = {
                f"{one.opts.app_label}_{one.opts.model_name}_{verb}" for verb in ("changelist", "add")
            }
            if plain and pattern.name not in standard and pattern.name:
                found.append(reverse(f"admin:{pattern.name}"))
    return sorted(found)


def test_no_page_of_our_own_is_open_to_players_or_strangers() -> None:
    pages = own_pages()
    assert pages
    player = Staff(Role.PLAYER)
    for address in pages:
        for method in ("get", "post"):
            assert getattr(Client(), method)(address).status_code in {302, 405}, address
            assert getattr(player.client, method)(address).status_code in {302, 403, 405}, address
