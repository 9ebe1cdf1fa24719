"""Roles are groups with exactly the permissions of the table, and rank decides who acts on whom."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from moderation import roles
from moderation.roles import GROUPS, PERMISSIONS, Role
from tests.kit.staff import staff

pytestmark = pytest.mark.django_db


def permissions(role: Role) -> set[str]:
    found = Group.objects.get(name=GROUPS[role]).permissions.select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}" for one in found}


@pytest.mark.parametrize("role", GROUPS)
def test_a_group_has_exactly_the_permissions_of_the_table(role: Role) -> None:
    assert permissions(role) == set(PERMISSIONS[role])


def test_migrating_again_mends_the_groups() -> None:
    Group.objects.get(name="Observer").delete()
    moderators = Group.objects.get(name="Moderator")
    moderators.permissions.set([Permission.objects.get(codename="delete_user")])
    for _time in range(2):
        call_command("migrate", verbosity=0)
    assert Group.objects.filter(name__in=GROUPS.values()).count() == len(GROUPS)
    for role in GROUPS:
        assert permissions(role) == set(PERMISSIONS[role])


def test_other_groups_are_left_alone() -> None:
    own = Group.objects.create(name="Gardeners")
    own.permissions.set([Permission.objects.get(codename="view_user")])
    call_command("migrate", verbosity=0)
    assert own.permissions.count() == 1


@pytest.mark.parametrize("role", Role)
def test_a_role_is_known_again(role: Role) -> None:
    assert roles.role_of(staff(role)) is role


def test_a_permission_is_worth_nothing_to_those_who_are_no_staff() -> None:
    mo = staff(Role.MODERATOR)
    assert roles.may(mo, "moderation.ban_user")
    mo.is_staff = False
    assert not roles.may(mo, "moderation.ban_user")


@pytest.mark.parametrize("by", Role)
@pytest.mark.parametrize("whom", Role)
def test_only_a_higher_role_acts_on_a_lower_one(by: Role, whom: Role) -> None:
    refused = roles.refusal(staff(by, "Robin"), staff(whom, "Casey"))
    assert bool(refused) == (whom >= by)


def test_nobody_acts_on_themselves() -> None:
    otto = staff(Role.OWNER)
    assert "themselves" in roles.refusal(otto, otto)
