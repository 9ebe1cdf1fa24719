"""House rules, presets and CPU players in words for people. What rules do is shown by `rule_examples`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from games.cpu.personas import LEVELS, PERSONAS
from games.rules.house_rules import CLASSIC, PRESETS, SWITCHES

if TYPE_CHECKING:
    from games.rules.house_rules import HouseRules

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

GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        _("What cards count"),
        ("use_jokers", "lucky_swing", "eagle_eye", "super_kings", "ten_penny", "one_eyed_jacks"),
    ),
    (_("Pairs"), ("negative_pairs_keep_value", "four_of_a_kind", "wolfpack")),
    (_("Turns"), ("flip_mode", "flip_as_action", "knock_early")),
    (
        _("When a hole is settled"),
        ("knock_bonus", "knock_penalty", "underdog_bonus", "tied_shame", "blackjack"),
    ),
    (_("Cards and holes"), ("initial_flips", "decks", "holes")),
)
"""All rules in the order in which people read them, by what they are about."""

FLIP_WORDS: Final = {
    "never": _("Never"),
    "always": _("Always"),
    "endgame": _("Only near the end, and only if one likes"),
}


def presets() -> list[dict[str, Any]]:
    """All presets, for those who choose, each with what it plays."""
    return [
        {
            "key": preset.key,
            "name": gettext(preset.name),
            "sentence": gettext(preset.sentence),
            "rules": in_play(preset.rules),
        }
        for preset in PRESETS.values()
    ]


def in_play(rules: HouseRules) -> list[dict[str, str]]:
    """What differs from the classic game, as name and sentence; without the number of holes, which every game has."""
    found = [_words(rule) for rule in SWITCHES if getattr(rules, rule)]
    if rules.flip_mode != CLASSIC.flip_mode:
        found.append(_words("flip_mode") | {"sentence": _flip_sentence(rules)})
    if rules.initial_flips != CLASSIC.initial_flips:
        text = ngettext("%(n)d card up at the start", "%(n)d cards up at the start", rules.initial_flips)
        found.append({"name": text % {"n": rules.initial_flips}, "sentence": ""})
    if rules.decks != CLASSIC.decks:
        found.append(
            {"name": ngettext("%(n)d pack", "%(n)d packs", rules.decks) % {"n": rules.decks}, "sentence": ""}
        )
    return found


def settling() -> list[dict[str, str]]:
    """The rules that change the scores of a hole, in the order in which they are applied."""
    order = ("blackjack", "knock_penalty", "knock_bonus", "underdog_bonus", "tied_shame")
    return [{"key": rule} | _words(rule) for rule in order]


def _words(rule: str) -> dict[str, str]:
    name, sentence = WORDS[rule]
    return {"name": gettext(name), "sentence": gettext(sentence)}


def _flip_sentence(rules: HouseRules) -> str:
    if rules.flip_mode == "always":
        return gettext("After discarding a drawn card you must turn one of yours up.")
    return gettext("After discarding a drawn card near the end, you may turn one of yours up.")


LEVEL_WORDS: Final = {
    "easy": _("Plays every hole with sense, and still leaves you openings. Good for your first games."),
    "club": _("Sees most of what a move is worth, and plays in a manner of their own."),
    "tour": _("Misses next to nothing, and allows themselves a manner only where it costs little."),
}


def levels() -> list[dict[str, str]]:
    """The levels at which CPU players play, the weakest first."""
    return [
        {"key": level.key, "name": gettext(level.name), "sentence": gettext(LEVEL_WORDS[level.key])}
        for level in LEVELS.values()
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
