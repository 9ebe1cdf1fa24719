"""A call of the API that is refused, in the one form in which all of them are."""

from __future__ import annotations


class Refused(Exception):
    """`code` for programs, `message` for people, `field` for what in the body is at fault."""

    def __init__(
        self, status: int, code: str, message: str, field: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"code": code, "message": message} | ({"field": field} if field is not None else {})
        self.retry_after = retry_after
