"""House rules in words for people, and the worked examples of the rules page, scored by the engine itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from games.cpu.personas import PERSONAS
from games.rules.cards import Card
from games.rules.house_rules import CLASSIC, PRESETS, HouseRules
from games.rules.scoring import grid_parts

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: Final[dict[str, tuple[str, str]]] = {
    "use_jokers": (_("Jokers"), _("Two jokers a pack, each counting −2.")),
    "lucky_swing": (_("Lucky swing"), _("One joker in all, and it counts −5.")),
    "eagle_eye": (_("Eagle eye"), _("A joker counts +2, but a pair of jokers −4.")),
    "super_kings": (_("Super kings"), _("A king counts −2.")),
    "ten_penny": (_("Ten penny"), _("A ten counts 1.")),
    "one_eyed_jacks": (_("One-eyed jacks"), _("The jacks of hearts and spades count 0.")),
    "negative_pairs_keep_value": (
        _("Negative pairs keep their value"),
        _("A pair of cards below zero counts the sum of both."),
    ),
    "four_of_a_kind": (_("Four of a kind"), _("A rank that pairs in two columns takes 20 off.")),
    "wolfpack": (_("Wolfpack"), _("Two pairs of jacks take 20 off.")),
    "knock_bonus": (_("Bonus for going out"), _("Whoever goes out gets −5.")),
    "knock_penalty": (_("Penalty for going out"), _("Whoever goes out without the lowest score gets +10.")),
    "underdog_bonus": (_("Underdog bonus"), _("The lowest score of the hole gets −3.")),
    "tied_shame": (_("Tied shame"), _("Equal scores get +5 each.")),
    "blackjack": (_("Blackjack"), _("A score of exactly 21 becomes 0.")),
    "flip_as_action": (_("Flip as a turn"), _("Turn up one of your cards in place of a turn.")),
    "knock_early": (
        _("Knock early"),
        _("With one or two cards face down, turn them all up in place of a turn."),
    ),
    "flip_mode": (_("Flip after a discard"), _("After discarding a drawn card, flip one of your own.")),
    "initial_flips": (_("First cards"), _("How many cards everybody turns up at the start.")),
    "decks": (_("Packs"), _("How many packs are shuffled together; two are good for five or six seats.")),
    "holes": (_("Holes"), _("How many deals a game has.")),
}

PARTS: Final[dict[str, _StrPromise]] = {
    "column 0": gettext_lazy("Left column"),
    "column 1": gettext_lazy("Middle column"),
    "column 2": gettext_lazy("Right column"),
    **{name: gettext_lazy(WORDS[name][0]) for name in ("four_of_a_kind", "wolfpack")},
}


@dataclass(frozen=True, slots=True)
class Example:
    """A grid under some rules, for the rules page."""

    title: str
    text: str
    grid: str
    rules: HouseRules = CLASSIC

    def shown(self) -> dict[str, Any]:
        """The example with what the engine makes of it."""
        cards = [Card(card) for card in self.grid.split()]
        parts = grid_parts(cards, self.rules)
        return {
            "title": gettext(self.title),
            "text": gettext(self.text),
            "grid": cards,
            "rows": [{"why": PARTS[part.why], "points": part.points} for part in parts],
            "score": sum(part.points for part in parts),
        }


EXAMPLES: Final = (
    Example(_("An ordinary hole"), _("The kings cancel; the two takes something off the seven."), "KH 7C AS KS 2D 4H"),
    Example(_("Pairs are everything"), _("Three pairs of high cards: not a single point."), "QH 9C JS QS 9D JD"),
    Example(
        _("Four of a kind"),
        _("Two columns of eights cancel, and the rank takes 20 off besides."),
        "8H 8C 5S 8S 8D AD",
        HouseRules(four_of_a_kind=True),
    ),
    Example(
        _("A lucky joker"),
        _("With one joker in the pack, it counts minus five."),
        "*H 3C 6S 4S 3D 6D",
        HouseRules(use_jokers=True, lucky_swing=True),
    ),
)  # fmt: skip


def presets() -> list[dict[str, str]]:
    """All presets, for those who choose."""
    return [
        {"key": preset.key, "name": gettext(preset.name), "sentence": gettext(preset.sentence)}
        for preset in PRESETS.values()
    ]


def rule_rows() -> list[dict[str, str]]:
    """All rules that a table may turn on, with what each does."""
    return [
        {"key": key, "name": gettext(name), "sentence": gettext(sentence)}
        for key, (name, sentence) in WORDS.items()
    ]


def personas() -> list[dict[str, str]]:
    """The eight CPU players, for those who choose."""
    return [
        {
            "key": persona.key,
            "name": gettext(persona.name),
            "style": gettext(persona.style),
            "sentence": gettext(persona.sentence),
        }
        for persona in PERSONAS.values()
    ]
