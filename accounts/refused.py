"""A call of the API that is refused, in the one form in which all of them are."""

from __future__ import annotations


class Refused(Exception):
    """`code` for programs, `message` for people, `field` for what in the body is at fault, and where: `event`."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        field: str | None = None,
        retry_after: int | None = None,
        *,
        event: int | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        told = {"code": code, "message": message, "field": field, "event": event}
        self.body = {name: value for name, value in told.items() if value is not None}
        self.retry_after = retry_after
