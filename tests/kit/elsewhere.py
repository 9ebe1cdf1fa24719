"""Work as another process does it at the same time: in a thread, with a connection of its own."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

from django.db import OperationalError, connection

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE: Final = 300.0
"""Seconds after which something hangs: much longer than anything takes, however busy the machine is."""
_WAITING: Final = (
    "SELECT pg_stat_clear_snapshot(), EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pid = %s)"
)


class Elsewhere:
    """This work has begun in a thread. Needs PostgreSQL."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._error: Exception | None = None
        self._pid: int | None = None
        self._begun = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._begun.wait(PATIENCE)

    def _run(self) -> None:
        try:
            self._connect()
            self._pid = connection.connection.info.backend_pid
            self._begun.set()
            self._work()
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            self._error = error
        finally:
            self._begun.set()
            connection.close()

    def _connect(self) -> None:
        """Take a connection from the pool, which gives up after seconds where a site's users would."""
        end = time.monotonic() + PATIENCE
        while connection.connection is None:
            try:
                connection.ensure_connection()
            except OperationalError:
                if time.monotonic() > end:
                    raise

    def until_it_waits(self) -> None:
        """Return when it waits for somebody's lock, or is done."""
        end = time.monotonic() + PATIENCE
        with connection.cursor() as cursor:
            while self._thread.is_alive():
                cursor.execute(_WAITING, [self._pid])
                if cursor.fetchone()[1]:
                    return
                assert time.monotonic() < end
                time.sleep(0.005)

    def end(self) -> None:
        """Wait for its end. What it raised is raised here."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        if self._error is not None:
            raise self._error


class Meanwhile:
    """Stands for a function: what it does is done, and then, the first time only, something else, before it returns."""

    def __init__(self, function: Callable[..., Any], then: Callable[[], object]) -> None:
        self._function = function
        self._then: Callable[[], object] | None = then

    def __call__(self, *given: Any, **named: Any) -> Any:
        found = self._function(*given, **named)
        then, self._then = self._then, None
        if then is not None:
            then()
        return found
