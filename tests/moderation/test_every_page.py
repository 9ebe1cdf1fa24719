"""Every page and every deed of the console, as each role: who may do what is what the guide's table says.

The walk asks the admin itself what there is, so that a page that somebody adds is walked, too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import Invitation, Letter
from games.models import Game, Table
from leaderboards.models import Unfolded
from moderation import audit
from moderation.audit import What
from moderation.console.asking import AsksFirst
from moderation.console.queue import Queue
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


DEEDS: Final = [(one.opts.label_lower, deed.key) for one in admins() for deed in one.deeds]


def deed_of(label: str, key: str) -> tuple[AsksFirst, Any]:
    one = next(one for one in admins() if one.opts.label_lower == label)
    return one, next(deed for deed in one.deeds if deed.key == key)


@pytest.mark.parametrize("one", admins(), ids=lambda one: str(one.opts.label_lower))
def test_nothing_is_done_in_the_console_but_by_a_deed(one: Any, rf: RequestFactory) -> None:
    """Deeds are walked here, ask for a reason, and leave an entry: an action beside them would do none of it."""
    assert isinstance(one, AsksFirst)
    request = rf.get("/admin/")
    request.user = Staff(Role.OWNER).user
    deeds = set() if isinstance(one, Queue) else {deed.key for deed in one.deeds}
    assert set(one.get_actions(request)) == deeds
    assert not one.actions
    assert not one.list_editable
    assert not one.inlines
    assert set(admin.site._actions) == {"delete_selected"}


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
            address = reverse(f"admin:{app}_{model}_change", args=[row.pk])
            got = somebody.client.get(address).status_code
            assert got in answers | ({302} if role is Role.PLAYER else set()), (row, role)


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


STANDARD: Final = ("changelist", "add", "change", "delete", "deed")
OF_A_ROW: Final = {
    "games_game_gallery": "games.view_game",
    "games_game_gallery_data": "games.view_game",
    "games_game_events": "games.view_game",
    "games_game_cards": "moderation.see_cards",
    "moderation_report_claim": "moderation.decide_report",
    "moderation_report_release": "moderation.decide_report",
}
"""Our own pages inside the admin about one row, and what is needed for them."""
OF_NO_ROW: Final = {
    "accounts_invitation_make": "moderation.invite",
    "accounts_invitation_made": "moderation.invite",
    "moderation_auditentry_export": "moderation.export_auditentry",
}


def own_pages() -> set[str]:
    """The names of all pages that Django's admin would not have."""
    found = set()
    for one in admins():
        standard = {f"{one.opts.app_label}_{one.opts.model_name}_{verb}" for verb in STANDARD}
        found |= {pattern.name for pattern in one.get_urls() if pattern.name} - standard
    return found


def test_a_page_of_our_own_is_open_to_those_who_may() -> None:
    assert own_pages() == OF_A_ROW.keys() | OF_NO_ROW.keys(), "a page that no walk knows"
    team = [(role, Staff(role)) for role in ROLES]
    player = Staff(Role.PLAYER)
    for name, permission in (OF_A_ROW | OF_NO_ROW).items():
        address = reverse(f"admin:{name}", args=[987_654] if name in OF_A_ROW else [])
        for method in ("get", "post"):
            for role, somebody in team:
                got = getattr(somebody.client, method)(address).status_code
                # Of a row that is not there, and without a form: whoever may hears so, all others that they may not.
                answers = {400, 404, 405} | ({200} if name in OF_NO_ROW else set())
                assert got in (answers if role in allowed(permission) else {403, 405}), (name, role, method)
            assert getattr(Client(), method)(address).status_code in {302, 405}, name
            assert getattr(player.client, method)(address).status_code in {302, 403, 405}, name
