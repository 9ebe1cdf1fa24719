"""HEAD answers as GET does, without what GET would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.program import Program

if TYPE_CHECKING:
    from django.test import Client

    from tests.kit.cast import Person

pytestmark = pytest.mark.django_db


def test_every_call_that_can_be_asked_for_has_a_head(client: Client, alice: Person) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    asked = 0
    for path, methods in described.items():
        if "get" not in methods:
            continue
        address = path.format_map(
            dict.fromkeys(("code", "token", "username", "metric"), "wins") | {"game": 1}
        )
        for caller in ({}, {"Authorization": f"Bearer {alice.token}"}):
            whole, head = client.get(address, headers=caller), client.head(address, headers=caller)
            assert (head.status_code, head["Content-Type"]) == (whole.status_code, whole["Content-Type"])
            assert head.content == b""
            asked += 1
    assert asked > 10


def test_what_only_changes_something_has_none(client: Client, hers: Program) -> None:
    assert client.head("/api/v1/tables", headers={"Authorization": "x"}).status_code == 200
    assert client.head("/api/v1/guests").status_code == 405
    assert client.head("/api/v1/nothing").status_code == 404
