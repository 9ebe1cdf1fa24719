"""People in the console: who finds whom, what is done to them, and by whom it is not."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import barring, deletion, news
from accounts.models import User
from moderation import roles, sanctions
from moderation.audit import By
from moderation.models import AuditEntry, Sanction
from moderation.roles import Role
from moderation.sanctions import Kind
from tests.kit.cast import person
from tests.kit.staff import Staff, staff
from tests.kit.visitor import GOOD_PASSWORD, Visitor, account, code_in, letters, link_in, said

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
PEOPLE = "accounts_user"


@pytest.fixture
def heard() -> Iterator[list[tuple[int, str]]]:
    """Whose access has ended, and why."""
    told: list[tuple[int, str]] = []

    def hear(user_id: int, why: str, **_signal: object) -> None:
        told.append((user_id, why))

    news.access_ended.connect(hear)
    yield told
    news.access_ended.disconnect(hear)


def ban(by: Staff, user: User, **answers: Any) -> Any:
    return by.do(PEOPLE, "ban", user.pk, **{"how_long": "for-good", **answers})


def found(by: Staff, term: str) -> set[str]:
    page = by.see(f"{PEOPLE}_changelist", q=term)
    return {user.name for user in page.context["cl"].result_list}  # type: ignore[attr-defined]


# Finding


def test_people_are_found_by_name_number_mail_and_address(moderator: Staff) -> None:
    alice, bob = account("Alice"), account("Bob")
    UserSession.objects.create(user=bob, ip="192.0.2.77", session_key="k", user_agent="Firefox")
    assert found(moderator, "lic") == {"Alice"}
    assert found(moderator, "ALICE") == {"Alice"}
    assert found(moderator, str(bob.pk)) == {"Bob"}
    assert found(moderator, "alice@example.org") == {"Alice"}
    assert found(moderator, "192.0.2.77") == {"Bob"}
    assert found(moderator, "192.0.2.78") == set()
    assert alice.pk


@pytest.mark.parametrize("term", ["9" * 30, "%", "'; --", "<b>", "\u202e", "1.2.3", "@", "\U0001f600", "²"])
def test_no_search_term_breaks_the_list(moderator: Staff, term: str) -> None:
    assert moderator.see(f"{PEOPLE}_changelist", q=term).status_code == 200


def test_an_observer_neither_sees_addresses_nor_finds_by_them() -> None:
    alice = account("Alice")
    olga = Staff(Role.OBSERVER)
    assert found(olga, "alice@example.org") == set()
    page = olga.see(f"{PEOPLE}_change", alice.pk).content.decode()
    assert "Alice" in page
    assert "alice@example.org" not in page


def test_an_observer_is_not_told_whose_letters_come_back_or_who_wants_to_go(moderator: Staff) -> None:
    alice = account("Alice", bounced_at=timezone.now(), deletion_at=timezone.now(), is_muted=True)
    olga = Staff(Role.OBSERVER)
    for name, numbers in ((f"{PEOPLE}_changelist", ()), (f"{PEOPLE}_change", (alice.pk,))):
        hers, his = (who.see(name, *numbers).content.decode() for who in (olga, moderator))
        assert "is muted" in hers
        assert all(words not in hers for words in ("letters come back", "wants to go"))
        assert all(words in his for words in ("letters come back", "wants to go"))
    for state in ("bounced", "leaving"):
        page: Any = olga.see(f"{PEOPLE}_changelist", state=state)
        assert olga.user in page.context["cl"].result_list, "the filter would tell it"


@pytest.mark.parametrize("state", ["banned", "muted", "password", "bounced", "leaving", "deleted", "bogus"])
def test_people_are_filtered_by_their_state(moderator: Staff, state: str) -> None:
    columns: dict[str, dict[str, Any]] = {
        "banned": {"is_active": False},
        "muted": {"is_muted": True},
        "password": {"new_password_due": True},
        "bounced": {"bounced_at": timezone.now()},
        "leaving": {"deletion_at": timezone.now()},
        "deleted": {"deleted_at": timezone.now(), "is_active": False},
    }
    for name, of_theirs in columns.items():
        account(name, **of_theirs)
    page = moderator.see(f"{PEOPLE}_changelist", state=state)
    listed = {user.name for user in page.context["cl"].result_list}  # type: ignore[attr-defined]
    assert listed == {state} if state in columns else len(listed) == len(columns) + 1


# Banning


def test_a_ban_puts_somebody_out_at_once(moderator: Staff, heard: list[tuple[int, str]]) -> None:
    alice = account("Alice")
    at_home = Visitor()
    at_home.sign_in("Alice")
    assert ban(moderator, alice, reason="Cheated.").status_code == 302
    alice.refresh_from_db()
    assert (alice.is_active, alice.banned_until) == (False, None)
    assert heard == [(alice.pk, "banned")]
    assert at_home.user is None
    sanction = Sanction.objects.get()
    assert (sanction.kind, sanction.user, sanction.by, sanction.why) == (
        "ban",
        alice,
        moderator.user,
        "Cheated.",
    )
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.by_id, entry.whom_id, entry.why) == (
        "banned", moderator.user.pk, alice.pk, "Cheated.",
    )  # fmt: skip
    assert entry.address == "127.0.0.1"


def test_a_ban_for_a_week_runs_out(moderator: Staff) -> None:
    alice = account("Alice")
    ban(moderator, alice, how_long="7")
    alice.refresh_from_db()
    assert alice.banned_until is not None
    assert timedelta(days=6, hours=23) < alice.banned_until - timezone.now() <= timedelta(days=7)
    sanctions.let_run_out()
    alice.refresh_from_db()
    assert not alice.is_active
    past = timezone.now() - timedelta(seconds=1)
    Sanction.objects.update(until=past)
    User.objects.filter(pk=alice.pk).update(banned_until=past)
    for _time in range(2):
        sanctions.let_run_out()
    alice.refresh_from_db()
    assert alice.is_active
    assert alice.banned_until is None  # type: ignore[unreachable]
    assert AuditEntry.objects.filter(what="ran_out", whom_id=alice.pk, by_id=None).count() == 1


def test_of_two_bans_the_longer_one_holds(moderator: Staff) -> None:
    alice = account("Alice")
    ban(moderator, alice, how_long="30")
    ban(moderator, alice, how_long="1")
    alice.refresh_from_db()
    assert alice.banned_until is not None
    assert alice.banned_until > timezone.now() + timedelta(days=29)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_ban_holds_that_is_imposed_while_another_is_lifted() -> None:
    alice, by = account("Alice"), By(by=None, address=None)
    with transaction.atomic():
        first = sanctions.impose(Kind.BAN, alice, "One.", by)

    def lift() -> None:
        try:
            with transaction.atomic():
                sanctions.lift(Sanction.objects.get(pk=first.pk), "Not so.", by)
        finally:
            connections.close_all()

    lifting = Thread(target=lift)
    with transaction.atomic():
        sanctions.impose(Kind.BAN, User.objects.get(pk=alice.pk), "Two.", by)
        lifting.start()
        while lifting.is_alive() and not _somebody_waits():
            lifting.join(0.02)
    lifting.join()
    alice.refresh_from_db()
    assert not alice.is_active
    assert sanctions.in_force(alice, Kind.BAN).count() == 1


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_a_lifted_ban_lets_them_come_back(moderator: Staff) -> None:
    alice = account("Alice")
    ban(moderator, alice)
    moderator.do(PEOPLE, "end-ban", alice.pk, reason="It was her brother.")
    assert AuditEntry.objects.get(what="lifted").why == "It was her brother."
    assert Sanction.objects.get().lifted_at is not None
    visitor = Visitor()
    visitor.sign_in("Alice")
    assert visitor.user == alice


def test_whoever_is_not_banned_cannot_be_unbanned(moderator: Staff) -> None:
    assert moderator.do(PEOPLE, "end-ban", account("Alice").pk).status_code == 403
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"how_long": "until"},
        {"how_long": "until", "day": "2001-01-01"},
        {"how_long": "until", "day": "9999-12-31"},
        {"how_long": "until", "day": "nonsense"},
        {"how_long": "-5"},
        {"how_long": ""},
        {"reason": ""},
        {"reason": "  "},
        {"reason": "x" * 10_000},
        {"reason": "a\0b"},
    ],
)
def test_a_bad_form_bans_nobody(moderator: Staff, answers: dict[str, str]) -> None:
    alice = account("Alice")
    response = ban(moderator, alice, **answers)
    assert response.status_code == 400
    assert b"errorlist" in response.content
    alice.refresh_from_db()
    assert alice.is_active
    assert not AuditEntry.objects.exists()
    assert not Sanction.objects.exists()


def test_a_reason_has_up_to_2000_characters(moderator: Staff) -> None:
    assert ban(moderator, account("Alice"), reason="x" * 2000).status_code == 302


def test_banned_people_do_not_sign_in(moderator: Staff) -> None:
    ban(moderator, account("Alice"))
    visitor = Visitor()
    response = visitor.sign_in("Alice")
    assert response.status_code == 302
    assert visitor.user is None


def test_they_are_told_by_letter(moderator: Staff) -> None:
    ban(moderator, account("Alice"), reason="You <b>played</b> for two.", how_long="3")
    letter = letters("alice@example.org")[-1]
    assert "banned" in letter.subject
    assert "You <b>played</b> for two." in str(letter.body)
    assert "Until" in str(letter.body)


def test_a_guest_is_banned_as_well(moderator: Staff) -> None:
    guest = person("Gus").user
    ban(moderator, guest)
    guest.refresh_from_db()
    assert not guest.is_active


# The other measures


def test_a_warning_stands_and_changes_nothing(moderator: Staff) -> None:
    alice = account("Alice")
    moderator.do(PEOPLE, "warn", alice.pk, reason="Slow down.")
    alice.refresh_from_db()
    assert alice.is_active
    assert not alice.is_muted
    assert Sanction.objects.get().kind == Kind.WARNING
    assert "Slow down." in str(letters("alice@example.org")[-1].body)


def test_a_mute_is_a_column_and_is_lifted(moderator: Staff) -> None:
    alice = account("Alice")
    moderator.do(PEOPLE, "mute", alice.pk, how_long="1")
    alice.refresh_from_db()
    assert alice.is_muted
    assert alice.muted_until is not None
    moderator.do(PEOPLE, "end-mute", alice.pk)
    alice.refresh_from_db()
    assert not alice.is_muted
    assert alice.muted_until is None  # type: ignore[unreachable]


def test_a_mute_runs_out(moderator: Staff) -> None:
    alice = account("Alice")
    moderator.do(PEOPLE, "mute", alice.pk, how_long="1")
    past = timezone.now() - timedelta(seconds=1)
    Sanction.objects.update(until=past)
    User.objects.update(muted_until=past)
    sanctions.let_run_out()
    alice.refresh_from_db()
    assert not alice.is_muted


def test_an_insulting_name_is_replaced(moderator: Staff) -> None:
    alice = account("Alice")
    moderator.do(PEOPLE, "rename", alice.pk, name="Robin")
    alice.refresh_from_db()
    assert (alice.name, alice.username) == ("Robin", "Robin")
    assert AuditEntry.objects.get(what="renamed").detail == {"before": "Alice", "after": "Robin"}
    visitor = Visitor()
    visitor.sign_in("Robin")
    assert visitor.user == alice
    assert "Robin" in str(letters("alice@example.org")[-1].body)


def test_without_a_name_one_is_made_up(moderator: Staff) -> None:
    alice, guest = account("Alice"), person("Gus").user
    moderator.do(PEOPLE, "rename", alice.pk, guest.pk)
    for user in (alice, guest):
        user.refresh_from_db()
        assert user.name.startswith("Player ")
    assert guest.username != guest.name


@pytest.mark.parametrize("name", ["Bob", "admin", "<b>x</b>", "x" * 25, "a\u202eb"])
def test_a_name_that_nobody_can_have_is_refused(moderator: Staff, name: str) -> None:
    account("Bob")
    alice = account("Alice")
    assert moderator.do(PEOPLE, "rename", alice.pk, name=name).status_code == 400
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_all_sessions_end_and_a_new_one_may_begin(moderator: Staff, heard: list[tuple[int, str]]) -> None:
    alice = account("Alice")
    visitor = Visitor()
    visitor.sign_in("Alice")
    moderator.do(PEOPLE, "end-sessions", alice.pk)
    assert visitor.user is None
    assert heard == [(alice.pk, "session_ended")]
    visitor.sign_in("Alice")
    assert visitor.user == alice


def test_a_forced_password_holds_at_the_next_request_and_at_sign_in(
    administrator: Staff, heard: list[tuple[int, str]]
) -> None:
    alice = account("Alice")
    visitor, other = Visitor(), Visitor()
    visitor.sign_in("Alice")
    other.client.force_login(alice)
    administrator.do(PEOPLE, "new-password", alice.pk)
    assert visitor.user is None
    assert other.user is None
    assert heard == [(alice.pk, "session_ended")]
    assert "choose a new password" in said(visitor.sign_in("Alice"))[-1]
    assert visitor.user is None
    assert "choose a new password" not in visitor.sign_in("Alice", "wrong").content.decode()
    assert not User.objects.get(pk=alice.pk).has_usable_password()
    assert "new password" in letters("alice@example.org")[-1].subject


def test_a_code_by_mail_does_not_get_round_a_forced_password(administrator: Staff) -> None:
    alice = account("Alice")
    administrator.do(PEOPLE, "new-password", alice.pk)
    visitor = Visitor()
    visitor.send("account_request_login_code", email="alice@example.org")
    response = visitor.send("account_confirm_login_code", code=code_in(letters("alice@example.org")[-1]))
    assert response.headers["Location"] == reverse("account_reset_password")
    assert "choose a new password" in said(response)[-1]
    assert visitor.user is None


def test_a_new_password_ends_what_was_forced(administrator: Staff) -> None:
    alice = account("Alice")
    administrator.do(PEOPLE, "new-password", alice.pk)
    visitor = Visitor()
    visitor.send("account_reset_password", email="alice@example.org")
    page = visitor.open(link_in(letters("alice@example.org")[-1]))
    new = "brand-new-kettle-8"
    path = page.redirect_chain[-1][0]  # type: ignore[attr-defined]
    visitor.client.post(path, {"password1": new, "password2": new})
    alice.refresh_from_db()
    assert not alice.new_password_due
    visitor.sign_in("Alice", new)
    assert visitor.user == alice


# Roles


def test_an_administrator_makes_a_moderator_and_takes_it_back(administrator: Staff) -> None:
    alice = account("Alice")
    administrator.do(PEOPLE, "change-role", alice.pk, role=int(Role.MODERATOR))
    alice.refresh_from_db()
    assert roles.role_of(alice) is Role.MODERATOR
    administrator.do(PEOPLE, "change-role", alice.pk, role=int(Role.PLAYER))
    alice = User.objects.get(pk=alice.pk)
    assert (alice.is_staff, alice.groups.count()) == (False, 0)
    assert AuditEntry.objects.filter(what="role_changed").count() == 2


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OWNER, 17, "x"])
def test_nobody_gives_a_role_that_is_not_below_their_own(administrator: Staff, role: object) -> None:
    alice = account("Alice")
    value = int(role) if isinstance(role, int) else role
    assert administrator.do(PEOPLE, "change-role", alice.pk, role=value).status_code == 400
    alice.refresh_from_db()
    assert not alice.is_staff


def test_the_last_owner_cannot_go_and_one_of_two_can() -> None:
    otto = staff(Role.OWNER)
    staff(Role.ADMINISTRATOR)
    with pytest.raises(deletion.HasToStay):
        deletion.ask(otto)
    otto.refresh_from_db()
    assert otto.deletion_at is None
    visitor = Visitor()
    visitor.sign_in("Otto")
    visitor.assure()
    assert "somebody else first" in said(visitor.send("account_delete"))[-1]
    olivia = staff(Role.OWNER, "Olivia")
    deletion.ask(otto)
    with pytest.raises(deletion.HasToStay):
        deletion.ask(olivia)


def test_an_owner_makes_an_administrator() -> None:
    alice = account("Alice")
    Staff(Role.OWNER).do(PEOPLE, "change-role", alice.pk, role=int(Role.ADMINISTRATOR))
    assert roles.role_of(User.objects.get(pk=alice.pk)) is Role.ADMINISTRATOR


@pytest.mark.parametrize(
    "deed", ["warn", "mute", "ban", "rename", "end-sessions", "new-password", "change-role"]
)
@pytest.mark.parametrize("whom", [Role.ADMINISTRATOR, Role.OWNER])
def test_nobody_acts_on_equals_or_on_those_above(administrator: Staff, deed: str, whom: Role) -> None:
    other = staff(whom, "Casey")
    answers = {"how_long": "for-good", "role": "0"}
    assert administrator.do(PEOPLE, deed, other.pk, **answers).status_code == 403
    other.refresh_from_db()
    assert other.is_active
    assert other.is_staff
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR, Role.OWNER])
def test_nobody_acts_on_themselves(role: Role) -> None:
    me = Staff(role)
    assert ban(me, me.user).status_code == 403
    me.user.refresh_from_db()
    assert me.user.is_active


def test_of_several_those_who_stand_above_are_left_out(moderator: Staff) -> None:
    alice, ada = account("Alice"), staff(Role.ADMINISTRATOR)
    response = moderator.do(PEOPLE, "ban", alice.pk, ada.pk, how_long="for-good")
    told = moderator.told(response)
    assert any("Ada" in sentence and "higher role" in sentence for sentence in told)
    assert set(User.objects.filter(is_active=False)) == {alice}


@pytest.mark.parametrize("deed", ["new-password", "change-role"])
def test_a_moderator_cannot_do_what_only_an_administrator_may(moderator: Staff, deed: str) -> None:
    alice = account("Alice")
    address = reverse("admin:accounts_user_deed", args=[deed])
    assert moderator.client.get(address, {"id": alice.pk}).status_code == 403
    assert moderator.do(PEOPLE, deed, alice.pk, role="0").status_code == 403
    assert not AuditEntry.objects.exists()


# Forged and odd requests


def test_a_get_only_asks(moderator: Staff) -> None:
    alice = account("Alice")
    address = reverse("admin:accounts_user_deed", args=["ban"])
    page = moderator.client.get(address, {"id": str(alice.pk), "reason": "x", "how_long": "for-good"})
    assert page.status_code == 200
    assert "Ban these people?" in page.content.decode()
    alice.refresh_from_db()
    assert alice.is_active


def test_a_double_click_warns_once(moderator: Staff) -> None:
    alice = account("Alice")
    asked: Any = moderator.see(f"{PEOPLE}_deed", "warn", id=alice.pk)
    mark = asked.context["once"]
    assert mark in asked.content.decode()
    faulty: Any = moderator.do(PEOPLE, "warn", alice.pk, reason="", once=mark)
    assert faulty.context["once"] == mark
    first, second = (moderator.do(PEOPLE, "warn", alice.pk, once=mark) for _click in range(2))
    assert first.status_code == second.status_code == 302
    assert "This form has been sent before. Nothing was done again." in moderator.told(second)
    assert Sanction.objects.count() == AuditEntry.objects.count() == 1
    moderator.do(PEOPLE, "warn", alice.pk, once="f" * 32)
    assert Sanction.objects.count() == 2


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(moderator: Staff, method: str) -> None:
    address = reverse("admin:accounts_user_deed", args=["ban"])
    assert getattr(moderator.client, method)(address).status_code == 405


@pytest.mark.parametrize(
    "ids", [[], ["x"], ["-1"], ["9" * 40], ["1 OR 1=1"], ["999999"], [*map(str, range(200))]]
)
def test_ids_that_are_none_are_not_found(moderator: Staff, ids: list[str]) -> None:
    form = {"id": ids, "reason": "x", "how_long": "for-good"}
    assert moderator.client.post(reverse("admin:accounts_user_deed", args=["ban"]), form).status_code == 404


def test_a_deed_that_nobody_knows_is_not_found(moderator: Staff) -> None:
    assert moderator.client.get(reverse("admin:accounts_user_deed", args=["flog"])).status_code == 404


def test_a_form_without_its_token_is_refused(moderator: Staff) -> None:
    alice = account("Alice")
    moderator.client.handler.enforce_csrf_checks = True
    form = {"id": alice.pk, "reason": "x", "how_long": "for-good"}
    assert moderator.client.post(reverse("admin:accounts_user_deed", args=["ban"]), form).status_code == 403
    alice.refresh_from_db()
    assert alice.is_active


def test_the_plain_form_of_the_admin_changes_nobody() -> None:
    otto = Staff(Role.OWNER)
    alice = account("Alice")
    address = reverse("admin:accounts_user_change", args=[alice.pk])
    assert otto.client.post(address, {"name": "Mallory", "is_active": ""}).status_code == 403
    assert otto.client.get(reverse("admin:accounts_user_add")).status_code == 403
    assert otto.client.get(reverse("admin:accounts_user_delete", args=[alice.pk])).status_code == 403
    alice.refresh_from_db()
    assert (alice.name, alice.is_active) == ("Alice", True)


def test_the_list_leads_to_the_page_that_asks(moderator: Staff) -> None:
    alice, bob = account("Alice"), account("Bob")
    form = {"action": "ban", "_selected_action": [alice.pk, bob.pk]}
    response = moderator.client.post(reverse("admin:accounts_user_changelist"), form)
    page = moderator.client.get(response.headers["Location"]).content.decode()
    assert "Alice" in page
    assert "Bob" in page
    assert not AuditEntry.objects.exists()


def test_more_than_a_hundred_at_once_are_refused(moderator: Staff) -> None:
    User.objects.bulk_create(
        User(username=f"u{n}", name=f"U{n}", name_key=f"u{n}", is_guest=True) for n in range(120)
    )
    form = {"action": "ban", "select_across": "1", "_selected_action": [User.objects.first().pk]}  # type: ignore[union-attr]
    response = moderator.client.post(reverse("admin:accounts_user_changelist"), form)
    assert any("At most" in sentence for sentence in moderator.told(response))


def test_whoever_lost_their_role_meanwhile_does_nothing(moderator: Staff) -> None:
    alice = account("Alice")
    roles.give(moderator.user, Role.PLAYER)
    ban(moderator, alice)
    alice.refresh_from_db()
    assert alice.is_active


def test_names_are_harmless_and_their_hidden_characters_are_seen(moderator: Staff) -> None:
    bad = "<b>x</b>\u202eevil\x07"
    user = account("Alice")
    User.objects.filter(pk=user.pk).update(name=bad, username=bad)
    barred = Sanction.objects.create(
        kind="warning", user=user, by=moderator.user, why="<script>1</script>\u202e"
    )
    for page in (
        moderator.see(f"{PEOPLE}_changelist"),
        moderator.see(f"{PEOPLE}_change", user.pk),
        moderator.client.get(reverse("admin:accounts_user_deed", args=["warn"]), {"id": user.pk}),
        moderator.see("moderation_sanction_changelist"),
        moderator.see("moderation_sanction_change", barred.pk),
    ):
        text = page.content.decode()
        assert "&lt;b&gt;x&lt;/b&gt;" in text
        assert "⟨U+202E⟩evil⟨U+0007⟩" in text
        assert "<b>x</b>" not in text
        assert "<script>1" not in text
        assert "\u202e" not in text
        assert "\x07" not in text


def test_a_deleted_account_is_left_alone(moderator: Staff) -> None:
    gone = account("Alice", deleted_at=timezone.now(), is_active=False)
    assert moderator.do(PEOPLE, "end-ban", gone.pk).status_code == 403
    barring.end_ban(gone)
    gone.refresh_from_db()
    assert not gone.is_active


def test_the_page_of_somebody_tells_what_matters(administrator: Staff) -> None:
    alice = account("Alice")
    visitor = Visitor(HTTP_USER_AGENT="Mozilla/5.0 (Windows) Firefox/130.0")
    visitor.sign_in("Alice", GOOD_PASSWORD)
    administrator.do(PEOPLE, "warn", alice.pk, reason="Please be kind.")
    page = administrator.see(f"{PEOPLE}_change", alice.pk).content.decode()
    for part in (
        "alice@example.org",
        "Please be kind.",
        "Firefox on Windows",
        "127.0.0.1",
        "moderation/email/sanction",
    ):
        assert part in page, part
