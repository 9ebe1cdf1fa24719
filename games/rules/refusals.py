"""A command that the rules do not allow: it changes nothing, and its player is told why."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "not_your_turn", "not_now", "not_seated", "not_host", "not_allowed", "illegal_move", "table_full"
]


class IllegalMove(Exception):
    """A refusal: a code for programs and a sentence for people.

    The sentence may have the blank `%(name)s`; `about` is then the seat whose name belongs there.
    """

    def __init__(self, code: Code, message: str, about: int | None = None) -> None:
        super().__init__(message)
        self.code: Code = code
        self.message = message
        self.about = about
