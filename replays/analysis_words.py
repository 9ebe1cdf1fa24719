"""What an analysis says, in the reader's language: moves, reasons and figures."""

from __future__ import annotations

from typing import Any, Final

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from games.analysis.judged import UNIT

Json = dict[str, Any]
MINUS: Final = "−"


def strokes(thousandths: int, decimals: int = 2) -> str:
    """Strokes as people read them."""
    told = number_format(round(thousandths / UNIT, decimals) or 0, decimals, use_l10n=True)
    return told.replace("-", MINUS)


def lost(thousandths: int) -> str:
    """What several decisions cost together; measured a little below zero, it is nothing."""
    return strokes(max(thousandths, 0), 1)


def with_sign(thousandths: int) -> str:
    """A change, with its sign."""
    told = strokes(thousandths, 1)
    return told if told.startswith(MINUS) or not round(thousandths / UNIT, 1) else f"+{told}"


def whole(number: int) -> str:
    """A whole number, however large."""
    return number_format(number, use_l10n=True, force_grouping=True)


def percent(thousandths: int) -> str:
    """A share, in whole percents."""
    return str(round(thousandths / 10))


def grade_words(grade: str) -> str:
    """What a decision is called."""
    match grade:
        case "inaccuracy":
            return _("Inaccuracy")
        case "mistake":
            return _("Mistake")
        case "blunder":
            return _("Blunder")
        case _:
            return _("Right")


def kind_words(kind: str) -> str:
    """What a decision was about."""
    match kind:
        case "open":
            return _("First cards")
        case "draw":
            return _("Drawing")
        case "place":
            return _("Placing")
        case _:
            return _("Turning up")


def move_words(move: Json, card: str | None) -> str:
    """A move, to be done. `card`: the one in the hand, or on the discard pile."""
    name = the_rank(card) if card else _("the card")
    match move["do"]:
        case "open":
            return _opening_words(move["at"])
        case "draw" if move["from"] == "stock":
            return _("Draw from the stock.")
        case "draw":
            return _("Take %(card)s.") % {"card": name}
        case "swap":
            return _("Swap %(card)s with the card %(place)s.") % {"card": name, "place": place(move["at"])}
        case "discard":
            return _("Discard %(card)s.") % {"card": name}
        case "undo_draw":
            return _("Put %(card)s back.") % {"card": name}
        case "knock":
            return _("Knock.")
        case "skip_flip":
            return _("Turn up no card.")
        case _:
            return _("Turn up the card %(place)s.") % {"place": place(move["at"])}


def _opening_words(at: list[int]) -> str:
    if len(at) == 2:
        same = at[0] % 3 == at[1] % 3
        return _("Turn up two cards of one column.") if same else _("Turn up cards in different columns.")
    return _("Turn up the first card.") if at else _("Turn up no card.")


def reason_words(reason: Json) -> str:
    """Why the best would have been better, in one sentence."""
    names = {
        "card": the_rank(reason["card"]) if "card" in reason else "",
        "other": the_rank(reason["other"]) if "other" in reason else "",
        "points": strokes(reason.get("points", 0), 0),
        "strokes": strokes(reason["strokes"], 1),
    }
    return capfirst(_sentence(reason) % names)


def _sentence(reason: Json) -> str:
    match reason["why"]:
        case "pair":
            return _("%(card)s makes a pair, and its column counts %(points)s: worth %(strokes)s strokes.")
        case "open":
            return _("In an open column %(card)s is worth %(strokes)s strokes.")
        case "unseen":
            return _(
                "A card that nobody has seen counts %(points)s on average:"
                " having %(card)s there is worth %(strokes)s strokes."
            )
        case "fewer":
            return _("One card fewer face down, and %(card)s can be paired: worth %(strokes)s strokes.")
        case "lower" if reason.get("points", 0) > 0:
            return _("%(card)s counts %(points)s less than %(other)s: worth %(strokes)s strokes.")
        case "lower":
            return _("%(card)s does more there than %(other)s: worth %(strokes)s strokes.")
        case "kept":
            return _(
                "Thrown away, %(card)s would make the next player a pair: keeping it is worth %(strokes)s strokes."
            )
        case "last":
            return _("With the last card one goes out: worth %(strokes)s strokes.")
        case "away":
            return _("Wherever it is put, %(card)s costs %(strokes)s strokes.")
        case "back":
            return _("Without %(card)s one is %(strokes)s strokes better off.")
        case _:
            return _sentence_of_beginning(reason)


def _sentence_of_beginning(reason: Json) -> str:
    match reason["why"]:
        case "stock":
            return _("A card that nobody has seen is worth %(strokes)s strokes more than %(card)s.")
        case "take":
            return _("%(card)s is worth %(strokes)s strokes more than an unknown card.")
        case "go_out":
            return _("Going out then is worth %(strokes)s strokes.")
        case "leave":
            return _("Leaving the cards as they are is worth %(strokes)s strokes.")
        case "apart":
            return _("Two open columns have room for two pairs: worth %(strokes)s strokes.")
        case "together":
            return _("Both cards of one column at once are worth %(strokes)s strokes.")
        case _:
            return _("One card more turned up is worth %(strokes)s strokes.")


def moment_words(moment: Json, name: str) -> str:
    """What happened at one of the moments that mattered most; to whoever reads it, where there is no name."""
    names = {"name": name, "strokes": strokes(abs(moment["change"]), 1)}
    if moment["what"] == "decision":
        return (
            _("A decision cost %(name)s %(strokes)s strokes.") if name
            else _("A decision cost you %(strokes)s strokes.")
        ) % names  # fmt: skip
    if moment["change"] > 0:
        return (
            _("The cards cost %(name)s %(strokes)s strokes against the others.") if name
            else _("The cards cost you %(strokes)s strokes against the others.")
        ) % names  # fmt: skip
    return (
        _("The cards saved %(name)s %(strokes)s strokes against the others.") if name
        else _("The cards saved you %(strokes)s strokes against the others.")
    ) % names  # fmt: skip


def the_rank(card: str) -> str:
    """The rank of a card as what something is done to."""
    names = {
        "A": _("the ace"), "2": _("the two"), "3": _("the three"), "4": _("the four"), "5": _("the five"),
        "6": _("the six"), "7": _("the seven"), "8": _("the eight"), "9": _("the nine"), "T": _("the ten"),
        "J": _("the jack"), "Q": _("the queen"), "K": _("the king"), "*": _("the joker"),
    }  # fmt: skip
    return names[card[0]]


def place(position: int) -> str:
    """Where a position lies, inside a sentence."""
    return (
        _("at the top left"), _("at the top middle"), _("at the top right"),
        _("at the bottom left"), _("at the bottom middle"), _("at the bottom right"),
    )[position]  # fmt: skip
