"""A device and a place in words, as far as a browser and an address tell without asking anybody."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from django.utils.translation import gettext as _

BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
    ("python", "Python"),
)
"""The first that is found: browsers also claim to be those further down."""
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_in_words(user_agent: str) -> str:
    """Such as "Firefox, Windows"."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown device")


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in known if sign.lower() in user_agent.lower()), "")


def place_in_words(address: str) -> str:
    """Where an address is, in words."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return _("an unknown place")
    if parsed.is_loopback:
        return _("the machine that the site runs on")
    if parsed.is_private:
        return _("the site's own network")
    return _("the internet address %(address)s") % {"address": address}
