"""The API describes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.api.program import Program


@pytest.fixture
def described(stranger: Program) -> dict[str, Any]:
    answer = stranger.get("openapi.json")
    assert answer.status == 200
    described: dict[str, Any] = answer.body
    return described


def test_the_docs_are_a_page_without_inline_scripts(client: Client) -> None:
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert "/api/v1/openapi.json" in text
    assert "cdn" not in text
    assert '<script type="application/json"' in text
    assert "<script>" not in text


def test_every_call_is_described(described: dict[str, Any]) -> None:
    assert {(path, method) for path, methods in described["paths"].items() for method in methods} >= {
        ("/api/v1/guests", "post"),
        ("/api/v1/me", "get"),
        ("/api/v1/tables", "post"),
        ("/api/v1/tables", "get"),
        ("/api/v1/tables/{code}", "get"),
        ("/api/v1/games/{game}/export", "get"),
        ("/api/v1/replays/import", "post"),
        ("/api/v1/replays/{token}", "get"),
    }


@pytest.mark.parametrize(
    ("path", "method", "codes"),
    [
        ("guests", "post", {"201", "400", "413", "422", "429"}),
        ("me", "get", {"200", "401"}),
        ("tables", "post", {"201", "400", "401", "403", "413", "422", "429"}),
        ("tables", "get", {"200", "422"}),
        ("tables/{code}", "get", {"200", "401", "403", "404", "503"}),
        ("games/{game}/export", "get", {"200", "401", "403", "404", "503"}),
        ("replays/{token}", "get", {"200", "404", "503"}),
    ],
)
def test_every_call_says_how_it_can_fail(
    described: dict[str, Any], path: str, method: str, codes: set[str]
) -> None:
    responses = described["paths"][f"/api/v1/{path}"][method]["responses"]
    assert set(responses) == codes
    for code in codes - {"200", "201"}:
        schema = responses[code]["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Error"}


def test_an_error_is_a_code_and_a_message_and_perhaps_a_field(described: dict[str, Any]) -> None:
    error = described["components"]["schemas"]["Error"]
    assert set(error["properties"]) == {"code", "message", "field"}
    assert error["required"] == ["code", "message"]


@pytest.mark.parametrize("body", ["NewGuest", "NewTable"])
def test_unknown_fields_are_said_to_be_refused(described: dict[str, Any], body: str) -> None:
    assert described["components"]["schemas"][body]["additionalProperties"] is False
