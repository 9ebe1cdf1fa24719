"""Static files are looked for once in a process, as on the site, where the middleware is made once.

Each client of Django's makes its own, which would join every script anew: that takes longer than most tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whitenoise.middleware import WhiteNoiseMiddleware

if TYPE_CHECKING:
    import pytest
    from whitenoise.responders import StaticFile


def find_once(patch: pytest.MonkeyPatch) -> None:
    """Every middleware with the same settings shares what the first of them has found."""
    found: dict[tuple[str, int | None], dict[str, StaticFile]] = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def share(middleware: WhiteNoiseMiddleware) -> None:
        key = (middleware.static_prefix, middleware.max_age)
        if key not in found:
            find(middleware)  # type: ignore[no-untyped-call]
            found[key] = dict(middleware.files)
        middleware.files |= found[key]

    patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", share)
