"""Few requests: what a page needs of JavaScript, of CSS and of portraits is one file each, joined by itself.

The sources stay as they are, in `static/`: nobody builds anything. `finder.py` hands the bundles to Django as if they
lay in `static/bundles/`, so a template asks for `{% static 'bundles/table.js' %}`. Why: docs/adr/0010.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from golf_project.bundles import modules, portraits, sheets

if TYPE_CHECKING:
    from pathlib import Path

SCRIPTS: Final = ("table", "learn", "make-table", "preferences-page", "replay", "analysis")
"""Modules that a page starts with, each joined with all that it imports. A page loads one: two would have it twice."""

_EVERY_PAGE: Final = ("tokens", "base", "cards")
SHEETS: Final = {
    "page": (*_EVERY_PAGE, "pages"),
    "account": (*_EVERY_PAGE, "pages", "account"),
    "home": (*_EVERY_PAGE, "pages", "home"),
    "making": (*_EVERY_PAGE, "pages", "examples", "making"),
    "games": (*_EVERY_PAGE, "pages", "games"),
    "analysis": (*_EVERY_PAGE, "pages", "analysis"),
    "boards": (*_EVERY_PAGE, "pages", "boards"),
    "cpu": (*_EVERY_PAGE, "pages", "cpu"),
    "rules": (*_EVERY_PAGE, "pages", "examples", "rules"),
    "preferences": (*_EVERY_PAGE, "pages", "preferences"),
    "table": (
        *_EVERY_PAGE,
        "table",
        "table-wide",
        "lobby",
        "results",
        "windows",
        "voices",
        "coaching",
        "preferences",
        "table-large-text",
    ),
    "replay": (
        *_EVERY_PAGE,
        "table",
        "table-wide",
        "results",
        "windows",
        "voices",
        "preferences",
        "replay",
        "fairness",
        "table-large-text",
    ),
    "learn": (
        *_EVERY_PAGE,
        "table",
        "table-wide",
        "results",
        "windows",
        "voices",
        "preferences",
        "learn",
        "table-large-text",
    ),
}
"""Style sheets by the page that has them, in the order in which they count. A page loads one bundle."""


def texts(static: Path) -> dict[str, str]:
    """Every bundle by its name, made from this folder of sources; BundleError where they cannot be joined."""
    scripts = {f"{name}.js": modules.join(static / "js", f"{name}.js") for name in SCRIPTS}
    styles = {f"{name}.css": sheets.join(static / "css", names) for name, names in SHEETS.items()}
    return scripts | styles | {"portraits.svg": portraits.join(static / "img" / "personas")}
