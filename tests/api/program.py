"""A program that calls the HTTP API, and what it hears."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

Json = dict[str, Any]
NOTHING = 204


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gave back; every answer of the API is JSON."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def refusal(self) -> tuple[int, str, str | None]:
        """(status, code, field) of an error that has the one form of all of them."""
        assert set(self.body) in ({"code", "message"}, {"code", "message", "field"}), self.body
        assert isinstance(self.body["message"], str)
        assert self.body["message"]
        assert ("field" in self.body) == (self.status == 422)
        return self.status, self.body["code"], self.body.get("field")


class Program:
    """Speaks JSON; with a token it is somebody, with a session it is a browser."""

    def __init__(self, token: str | None = None, *, session: str | None = None, address: str = "") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.more = {"REMOTE_ADDR": address} if address else {}
        if session:
            self.client.cookies["sessionid"] = session

    def get(self, call: str, **headers: str) -> Answer:
        return self.send("GET", call, b"", **headers)

    def post(self, call: str, body: object, **headers: str) -> Answer:
        """Call with an object as the body."""
        return self.send("POST", call, json.dumps(body).encode(), **headers)

    def send(self, method: str, call: str, body: bytes, **headers: str) -> Answer:
        """Call with just these bytes."""
        extra: dict[str, Any] = dict(self.more)
        answer = self.client.generic(
            method,
            f"/api/v1/{call}",
            body,
            content_type="application/json",
            headers=self.headers | {name.replace("_", "-"): value for name, value in headers.items()},
            **extra,
        )
        if answer.status_code == NOTHING:
            assert not answer.content
            return Answer(NOTHING, None, dict(answer.items()))
        assert answer["Content-Type"].startswith("application/json"), answer.content[:200]
        return Answer(answer.status_code, answer.json(), dict(answer.items()))
