"""The rules that a table can turn on: one frozen value, its validation, and the presets."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from games.rules.wording import noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping

FlipMode = Literal["never", "always", "endgame"]
FLIP_MODES: Final[tuple[FlipMode, ...]] = ("never", "always", "endgame")
RANGES: Final[dict[str, range]] = {"initial_flips": range(3), "decks": range(1, 4), "holes": range(1, 19)}


class BadRules(ValueError):
    """A set of house rules that cannot be played.

    `field` names the rule at fault; `message` is a sentence whose blanks `blanks` fills.
    """

    def __init__(self, field: str, message: str, **blanks: int) -> None:
        super().__init__(message % blanks)
        self.field = field
        self.message = message
        self.blanks = blanks


@dataclass(frozen=True, slots=True)
class HouseRules:
    """Every rule of `docs/rules.md` that a table may choose; the defaults are the classic game."""

    flip_mode: FlipMode = "never"
    initial_flips: int = 2
    decks: int = 1
    holes: int = 9
    use_jokers: bool = False
    lucky_swing: bool = False
    super_kings: bool = False
    ten_penny: bool = False
    one_eyed_jacks: bool = False
    negative_pairs_keep_value: bool = False
    eagle_eye: bool = False
    four_of_a_kind: bool = False
    wolfpack: bool = False
    knock_bonus: bool = False
    knock_penalty: bool = False
    underdog_bonus: bool = False
    tied_shame: bool = False
    blackjack: bool = False
    flip_as_action: bool = False
    knock_early: bool = False

    def to_json(self) -> dict[str, bool | int | str]:
        """All rules by name, with the values of this table."""
        return {name: getattr(self, name) for name in NAMES}

    def differences(self) -> dict[str, bool | int | str]:
        """Only what differs from the defaults; `from_json` reads it back."""
        return {name: value for name, value in self.to_json().items() if value != getattr(CLASSIC, name)}


CLASSIC: Final = HouseRules()
NAMES: Final[tuple[str, ...]] = tuple(field.name for field in fields(HouseRules))
SWITCHES: Final[tuple[str, ...]] = tuple(n for n in NAMES if n not in RANGES and n != "flip_mode")


def from_json(given: Mapping[str, Any]) -> HouseRules:
    """The house rules with the given names set and everything else at its default.

    `lucky_swing` and `eagle_eye` switch `use_jokers` on.
    Raises BadRules for an unknown rule, a null, another type or a value out of range: nothing is coerced.
    """
    for name, value in given.items():
        _check(name, value)
    rules = HouseRules(**cast("dict[str, Any]", dict(given)))
    if rules.lucky_swing or rules.eagle_eye:
        return replace(rules, use_jokers=True)
    return rules


def _check(name: str, value: object) -> None:
    if name in SWITCHES:
        if not isinstance(value, bool):
            raise BadRules(name, _("This rule is either true or false."))
    elif name in RANGES:
        allowed = RANGES[name]
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            message = _("This rule is a whole number from %(least)d to %(most)d.")
            raise BadRules(name, message, least=allowed[0], most=allowed[-1])
    elif name == "flip_mode":
        if not isinstance(value, str) or value not in FLIP_MODES:
            raise BadRules(name, _("This rule is one of: never, always, endgame."))
    else:
        raise BadRules(name, _("There is no such rule."))


@dataclass(frozen=True, slots=True)
class Preset:
    """A named set of house rules, with a sentence for those who choose."""

    key: str
    name: str
    sentence: str
    rules: HouseRules


PRESETS: Final[dict[str, Preset]] = {
    preset.key: preset
    for preset in (
        Preset(
            "classic", _("Classic"), _("The plain game: pairs cancel, twos help, kings are free."), CLASSIC
        ),
        Preset(
            "jokers_wild",
            _("Jokers wild"),
            _("Two jokers at minus two each, and four of a kind is worth hunting."),
            HouseRules(use_jokers=True, four_of_a_kind=True),
        ),
        Preset(
            "speed",
            _("Speed golf"),
            _("Three holes; every discarded draw turns one of your cards up."),
            HouseRules(holes=3, flip_mode="always"),
        ),
        Preset(
            "competitive",
            _("Competitive"),
            _("Going out is a promise: be lowest, or pay ten."),
            HouseRules(flip_mode="endgame", knock_penalty=True, knock_bonus=True, tied_shame=True),
        ),
        Preset(
            "wild",
            _("Wild"),
            _("One lucky joker, kings below zero, knocking and free flips."),
            HouseRules(
                use_jokers=True,
                lucky_swing=True,
                super_kings=True,
                one_eyed_jacks=True,
                flip_mode="always",
                flip_as_action=True,
                knock_early=True,
            ),
        ),
        Preset(
            "all_bonuses",
            _("All bonuses"),
            _("Every bonus and every penalty there is, all at once."),
            HouseRules(
                use_jokers=True,
                four_of_a_kind=True,
                wolfpack=True,
                knock_bonus=True,
                knock_penalty=True,
                underdog_bonus=True,
                tied_shame=True,
                blackjack=True,
            ),
        ),
    )
}


def preset_of(rules: HouseRules) -> Preset | None:
    """The preset that these rules are, whatever the number of packs and holes; None for a mixture."""
    for preset in PRESETS.values():
        same = replace(rules, holes=preset.rules.holes, decks=preset.rules.decks)
        if same == preset.rules:
            return preset
    return None
