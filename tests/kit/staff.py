"""The team that looks after the site, each in a browser of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client, TestCase
from django.urls import reverse

from moderation.roles import GROUPS, Role
from tests.kit.visitor import account

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User

NAMES: Final = {
    Role.PLAYER: "Paul",
    Role.OBSERVER: "Olga",
    Role.MODERATOR: "Mo",
    Role.ADMINISTRATOR: "Ada",
    Role.OWNER: "Otto",
}


def staff(role: Role, name: str = "") -> User:
    """Somebody new of this role."""
    columns: dict[str, Any] = {"is_staff": role > Role.PLAYER, "is_superuser": role is Role.OWNER}
    user = account(name or NAMES[role], **columns)
    if role in GROUPS:
        user.groups.add(Group.objects.get(name=GROUPS[role]))
    return user


class Staff:
    """Somebody of a role, signed in, at the console."""

    def __init__(self, role: Role, name: str = "") -> None:
        self.user = staff(role, name)
        self.client = Client()
        self.client.force_login(self.user)

    def see(self, page: str, *args: object, **query: Any) -> HttpResponse:
        return cast("HttpResponse", self.client.get(reverse(f"admin:{page}", args=args), query))

    def do(
        self, model: str, deed: str, *ids: int, reason: str = "Rude names.", **answers: Any
    ) -> HttpResponse:
        """Answer the page that asks, and have everything done that follows after the commit."""
        form = {"id": ids, "reason": reason, **answers}
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(reverse(f"admin:{model}_deed", args=[deed]), form)
        return cast("HttpResponse", answer)

    def told(self, response: Any) -> list[str]:
        """The messages that a page leaves to the next one."""
        return [str(message) for message in get_messages(response.wsgi_request)]
