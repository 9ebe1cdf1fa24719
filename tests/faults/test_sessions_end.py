"""A socket at one process closes within two seconds of its session's end at another."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any, Final

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.kit.processes import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from websockets.sync.client import ClientConnection

    from tests.kit.own_site import OwnSite

WITHIN: Final = 2.0
"""Seconds."""
PASSWORD: Final = "tall-green-kettle-77"
ADMIN: Final = {"ADMIN_USERNAME": "Alice", "ADMIN_EMAIL": "alice@example.org", "ADMIN_PASSWORD": PASSWORD}


class Browser:
    """Somebody's browser, which goes to one process."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        """Where that leads to in the end."""
        with self._opener.open(f"http://localhost:{self.port}{path}", timeout=PATIENCE) as answer:
            return str(answer.url)

    def post(self, path: str, **fields: str) -> str:
        """Where that leads to in the end."""
        token = {"csrfmiddlewaretoken": self._cookie("csrftoken")}
        body = urllib.parse.urlencode(fields | token).encode()
        with self._opener.open(f"http://localhost:{self.port}{path}", body, timeout=PATIENCE) as answer:
            return str(answer.url)

    def _cookie(self, name: str) -> str:
        return next((str(cookie.value) for cookie in self.cookies if cookie.name == name), "")

    @contextmanager
    def at_the_table(self, code: str, port: int) -> Iterator[ClientConnection]:
        """A socket at another process, by this browser's session, that has had its first frame."""
        headers = {"Cookie": f"sessionid={self._cookie('sessionid')}", "Origin": f"http://localhost:{port}"}
        with connect(f"ws://localhost:{port}/ws/tables/{code}/", additional_headers=headers) as socket:
            assert json.loads(socket.recv(PATIENCE))["type"] == "snapshot"
            yield socket


def signed_in(port: int) -> Browser:
    browser = Browser(port)
    browser.get("/accounts/login/")
    browser.post("/accounts/login/", login="Alice", password=PASSWORD)
    return browser


def goodbye(socket: ClientConnection) -> dict[str, Any]:
    """The last frame before the server closes the socket."""
    last: dict[str, Any] = {}
    try:
        while True:
            last = json.loads(socket.recv(PATIENCE))
    except ConnectionClosed:
        return last


@pytest.mark.parametrize("how", ["signs out", "ends all others"])
def test_a_socket_ends_at_one_process_when_its_session_ends_at_another(
    site: OwnSite, figure: Callable[[str], None], how: str
) -> None:
    site.environment |= ADMIN
    assert site.manage("create_admin").wait(PATIENCE) == 0, site.log.read_text()
    site.open(webs=2)
    here, elsewhere = site.ports
    phone, laptop = signed_in(here), signed_in(here)
    phone.get("/")
    code = phone.post("/play/").rstrip("/").rpartition("/")[2]
    with phone.at_the_table(code, elsewhere) as at_phone, laptop.at_the_table(code, elsewhere) as at_laptop:
        begun = time.monotonic()
        if how == "signs out":
            phone.post("/accounts/logout/")
        else:
            laptop.post("/accounts/sessions/", end="others")
        last = goodbye(at_phone)
        took = time.monotonic() - begun
        assert last["code"] == "session_ended"
        assert took < WITHIN
        at_laptop.send(json.dumps({"id": 1, "do": "sync", "seq": 0}))
        while json.loads(at_laptop.recv(PATIENCE))["type"] != "ok":
            pass
    figure(f"a socket at another process was closed {took * 1000:.0f} ms after somebody {how}")
