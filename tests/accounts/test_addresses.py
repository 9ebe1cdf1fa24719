"""From which address somebody comes."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from django.test import RequestFactory

from accounts.addresses import address_of, client_address

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def proxies(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", " , 198.51.100.7 ,", "198.51.100.7"),
        ("10.0.0.1", "1.1.1.1, unknown", "unknown"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("::ffff:192.0.2.1", "198.51.100.7", "::ffff:192.0.2.1"),
        ("", "198.51.100.7", ""),
    ],
)
def test_it_is_the_last_that_is_not_our_own_proxy(peer: str, forwarded_for: str, address: str) -> None:
    assert client_address(peer, forwarded_for) == address


def test_it_is_read_from_the_request() -> None:
    direct = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    proxied = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "192.0.2.2"})
    assert (address_of(direct), address_of(proxied)) == ("192.0.2.1", "192.0.2.2")


def test_without_trusted_proxies_nobody_is_believed(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert client_address("10.0.0.1", "198.51.100.7") == "10.0.0.1"
