"""Which worked examples there are: of the plain game, and of every house rule that one can show by cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from games.rule_words import GROUPS, WORDS
from games.rules import commands as c
from games.rules.house_rules import CLASSIC, PRESETS, HouseRules, from_json
from games.worked_examples import Counted, Example, Json, Packed, Played, Settled, Ways

if TYPE_CHECKING:
    from collections.abc import Mapping

JOKERS: Final = HouseRules(use_jokers=True)


def _without_and_with(rule: str, base: HouseRules = CLASSIC) -> Ways:
    return (
        (_("Without the rule"), base),
        (_("With it"), from_json(base.differences() | {rule: True})),
    )


def _each(rule: str, titles: Mapping[Any, str]) -> Ways:
    """One way for each choice of a rule: its title by its value."""
    return tuple((title, from_json({rule: value})) for value, title in titles.items())


FLIP_MODES: Final = _each(
    "flip_mode", {"never": _("Never"), "always": _("Always"), "endgame": _("Near the end")}
)


PICTURE: Final = Counted(
    _("The kings cancel; the two takes something off the seven."),
    "KH 7C AS / KS 2D 4H",
    ((_("Points"), CLASSIC),),
)
"""The game in one picture, as the first page shows it."""

PLAIN: Final[tuple[tuple[str, Example], ...]] = (
    (_("An ordinary hole"), PICTURE),
    (
        _("Pairs are everything"),
        Counted(
            _("Three pairs of high cards: not a single point."),
            "QH 9C JS / QS 9D JD",
            ((_("Points"), CLASSIC),),
        ),
    ),
)

BY_RULE: Final[dict[str, tuple[Example, ...]]] = {
    "use_jokers": (
        Packed(_("Two jokers are shuffled in with each pack."), _without_and_with("use_jokers"), seats=4),
    ),
    "lucky_swing": (
        Counted(
            _("The only joker of the pack lies above a four."),
            "*H 3C 6S / 4S 3D 6D",
            _without_and_with("lucky_swing", JOKERS),
        ),
    ),
    "eagle_eye": (
        Counted(
            _("Alone in its column, a joker is a small burden."),
            "*H QC 5D / 3S QD 5S",
            _without_and_with("eagle_eye", JOKERS),
        ),
        Counted(
            _("Two of them in one column are worth more than any other pair."),
            "*H 8C 5D / *S 8D AS",
            _without_and_with("eagle_eye", JOKERS),
        ),
    ),
    "super_kings": (
        Counted(
            _("A king that is no part of a pair takes something off its neighbour."),
            "KH 7C 4S / 5D 7H 9C",
            _without_and_with("super_kings"),
        ),
    ),
    "ten_penny": (
        Counted(_("A ten is as welcome as an ace."), "TH 7C 4S / 5D 7H AC", _without_and_with("ten_penny")),
    ),
    "one_eyed_jacks": (
        Counted(
            _("The jack of hearts shows one eye, the jack of clubs two."),
            "JH JC 4S / 5D AD 4C",
            _without_and_with("one_eyed_jacks"),
        ),
    ),
    "negative_pairs_keep_value": (
        Counted(
            _("A pair of twos cancels no longer: both keep what they take off."),
            "2H 9C 5S / 2D 9D 4C",
            _without_and_with("negative_pairs_keep_value"),
        ),
    ),
    "four_of_a_kind": (
        Counted(
            _("Two columns of eights cancel, and the rank is rewarded besides."),
            "8H 8C 5S / 8S 8D AD",
            _without_and_with("four_of_a_kind"),
        ),
    ),
    "wolfpack": (
        Counted(
            _("Two columns of jacks cancel, and the pack of them is rewarded besides."),
            "JH JC 5S / JS JD AD",
            _without_and_with("wolfpack"),
        ),
    ),
    "knock_bonus": (
        Settled(
            _("Maya went out first, whatever the others have."),
            ("4H QC 3S / 3D QD 2C", "KH 9C 5S / 6D 9D 7C"),
            _without_and_with("knock_bonus"),
            went_out=0,
        ),
    ),
    "knock_penalty": (
        Settled(
            _("Maya went out, but Priya has fewer points."),
            ("4H QC 5S / 3D QD AC", "KH 9C 5H / 2D 9D 6C"),
            _without_and_with("knock_penalty"),
            went_out=0,
        ),
    ),
    "underdog_bonus": (
        Settled(
            _("The lowest score is rewarded, no matter who went out."),
            ("4H QC 5S / 3D QD 8C", "KH 9C 5H / 4D 9D 6C"),
            _without_and_with("underdog_bonus"),
            went_out=0,
        ),
    ),
    "tied_shame": (
        Settled(
            _("Maya and Priya have the same score, and both pay for it."),
            ("4H QC 3S / AD QD 2C", "KH 9C 2D / AC 9D 7C", "5H TC 7D / 6S TD AS"),
            _without_and_with("tied_shame"),
        ),
    ),
    "blackjack": (
        Settled(
            _("Maya has exactly twenty-one, which would be a bad score elsewhere."),
            ("QH 5C AS / AD 2D 6D", "KH 9C 5H / 4D 9D 6C"),
            _without_and_with("blackjack"),
        ),
    ),
    "flip_mode": (
        Played(
            _("You have drawn from the stock and discarded the card. One of your cards is still face down."),
            "KH 9C 5H / [] 9D 6C",
            FLIP_MODES,
            (c.Draw(0, "stock"), c.Discard(0)),
        ),
        Played(
            _("The same early in the hole, with four cards face down: now it is not near the end."),
            "KH [] [] / [] 9D []",
            FLIP_MODES,
            (c.Draw(0, "stock"), c.Discard(0)),
        ),
    ),
    "flip_as_action": (
        Played(_("It is your turn."), "KH [] [] / [] 9D []", _without_and_with("flip_as_action")),
    ),
    "knock_early": (
        Played(
            _("It is your turn, and two of your cards are face down."),
            "KH 3C [] / KD 2S []",
            _without_and_with("knock_early"),
        ),
    ),
    "initial_flips": (
        Played(
            _("The cards are dealt, and you begin."),
            "[] [] [] / [] [] []",
            _each("initial_flips", {0: _("None"), 1: _("One"), 2: _("Two")}),
        ),
    ),
    "decks": (
        Packed(
            _("Six players need more than one pack, or the stock is soon shuffled again."),
            _each("decks", {1: _("One pack"), 2: _("Two"), 3: _("Three")}),
            seats=6,
        ),
    ),
}
"""Of `holes` there is none: it is a number of deals, and shows itself."""


def groups() -> list[Json]:
    """Every rule that a table may choose, group by group: what it does, the presets that play it, its examples."""
    return [
        {"key": rules[0], "title": gettext(title), "rules": [_rule(rule) for rule in rules]}
        for title, rules in GROUPS
    ]


def _rule(rule: str) -> Json:
    name, sentence = WORDS[rule]
    return {
        "key": rule,
        "name": gettext(name),
        "sentence": gettext(sentence),
        "presets": [
            gettext(preset.name) for preset in PRESETS.values() if rule in preset.rules.differences()
        ],
        "examples": [example.shown() for example in BY_RULE.get(rule, ())],
    }


def plain() -> list[Json]:
    """The examples of the plain game, each with a title."""
    return [{"title": gettext(title)} | example.shown() for title, example in PLAIN]
