"""The form that makes a table: a preset, and single rules that may differ from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from games import rule_examples, rule_words
from games.models import Pace, Visibility
from games.rules.house_rules import FLIP_MODES, PRESETS, SWITCHES, HouseRules, from_json
from games.rules.levels import USUAL
from games.rules.state import MOST_SEATS, PERSONAS
from games.tables import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms.boundfield import BoundField

    from games.rules.commands import Level

AS_PRESET: Final = ""
RULE_PREFIX: Final = "rule_"
LEVEL_PREFIX: Final = "level_"
ON: Final = "on"
OFF: Final = "off"
WHO_FINDS_IT: Final = {
    Visibility.PRIVATE: _("Only people who have its link or its code."),
    Visibility.PUBLIC: _("Everybody: it stands on the first page, and may be watched."),
}


class TableForm(forms.Form):
    """What a host chooses. A rule that is left alone stays as the preset has it."""

    preset = forms.ChoiceField(
        label=_("Rules"), choices=[(p.key, p.name) for p in PRESETS.values()], initial="classic"
    )
    cpus = forms.MultipleChoiceField(
        label=_("Computer players"),
        choices=[(key, key) for key in PERSONAS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=["maya", "priya", "kenji"],
    )
    seats = forms.TypedChoiceField(
        label=_("Seats"),
        choices=[(n, str(n)) for n in range(2, MOST_SEATS + 1)],
        coerce=int,
        initial=4,
        widget=forms.RadioSelect,
    )
    holes = forms.TypedChoiceField(
        label=_("Holes"),
        choices=[(AS_PRESET, _("As the rules say")), *((n, str(n)) for n in (1, 3, 6, 9, 18))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    pace = forms.ChoiceField(
        label=_("How fast computer players play"),
        choices=Pace.choices,
        initial=Pace.NORMAL,
        widget=forms.RadioSelect,
    )
    turn_seconds = forms.TypedChoiceField(
        label=_("Time for a turn"),
        choices=[
            (AS_PRESET, _("As usual here")),
            (30, _("30 seconds")),
            (60, _("1 minute")),
            (180, _("3 minutes")),
            (0, _("No clock")),
        ],
        coerce=float,
        empty_value=None,
        required=False,
    )
    visibility = forms.ChoiceField(
        label=_("Who may find it"),
        choices=Visibility.choices,
        initial=Visibility.PRIVATE,
        widget=forms.RadioSelect,
    )
    watch = forms.BooleanField(
        label=_("Friends may watch"),
        help_text=_("Whoever has the link sees the game, and no hidden card."),
        required=False,
    )

    coaching = forms.BooleanField(
        label=_("Coaching"),
        help_text=_(
            "Ask for a hint on your turn; alone against computer players, take your moves back. "
            "The games count for nothing."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in SWITCHES:
            self._add(rule, [(ON, _("On")), (OFF, _("Off"))])
        self._add_levels()
        self._add("flip_mode", [(mode, gettext(rule_words.FLIP_WORDS[mode])) for mode in FLIP_MODES])
        self._add("initial_flips", [(n, str(n)) for n in range(3)])
        self._add("decks", [(n, str(n)) for n in range(1, 4)])

    def _add(self, rule: str, choices: list[Any]) -> None:
        self.fields[RULE_PREFIX + rule] = forms.ChoiceField(
            label=gettext(rule_words.WORDS[rule][0]),
            choices=[(AS_PRESET, _("As chosen above")), *choices],
            required=False,
        )

    def _add_levels(self) -> None:
        choices = [(level["key"], level["name"]) for level in rule_words.levels()]
        for persona in rule_words.personas():
            self.fields[LEVEL_PREFIX + persona["key"]] = forms.ChoiceField(
                label=gettext("Level of %(name)s") % {"name": persona["name"]},
                choices=choices,
                initial=USUAL,
                required=False,
            )

    @property
    def cpu_choices(self) -> list[dict[str, Any]]:
        """Everybody who can be asked to the table, each with the field of their level."""
        return [persona | {"level": self[LEVEL_PREFIX + persona["key"]]} for persona in rule_words.personas()]

    @property
    def rule_groups(self) -> list[dict[str, Any]]:
        """The rules in their groups, each with its words, its examples and its field."""
        return [
            group | {"rules": list(self._with_fields(group["rules"]))} for group in rule_examples.groups()
        ]

    def _with_fields(self, rules: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for rule in rules:
            if (name := RULE_PREFIX + rule["key"]) in self.fields:
                yield rule | {"field": self[name], "is_switch": rule["key"] in SWITCHES}

    @property
    def table_fields(self) -> list[BoundField]:
        """The fields about the game and its pace."""
        return [self[name] for name in ("holes", "pace", "turn_seconds")]

    @property
    def rules_changed(self) -> int:
        """How many single rules are not left alone."""
        return sum(bool(self[name].value()) for name in self.fields if name.startswith(RULE_PREFIX))

    @property
    def rules_have_errors(self) -> bool:
        """Whether what the rules are made of has mistakes."""
        return any(
            name.startswith(RULE_PREFIX) or name in {"preset", "seats", "holes"} for name in self.errors
        )

    def clean(self) -> dict[str, Any]:
        """Seats for everybody who is asked."""
        given = super().clean() or self.cleaned_data
        if len(given.get("cpus") or ()) >= (given.get("seats") or MOST_SEATS):
            self.add_error("cpus", _("There are more players than seats."))
        return given

    def wish(self) -> Wish:
        """The table that is wanted; of a form that is valid."""
        given = self.cleaned_data
        return Wish(
            rules=self._rules(given),
            seats=given["seats"],
            cpus=given["cpus"],
            levels=self._levels(given),
            visibility=given["visibility"],
            watch=given["watch"],
            pace=given["pace"],
            turn_seconds=given["turn_seconds"],
            coaching=given["coaching"],
        )

    def _levels(self, given: dict[str, Any]) -> dict[str, Level]:
        """Of those who are asked to the table; a form that says nothing of somebody means the usual one."""
        return {persona: given[LEVEL_PREFIX + persona] or USUAL for persona in given["cpus"]}

    def rules(self) -> HouseRules | None:
        """The rules that are chosen; None where that cannot be told for a mistake."""
        return None if self.rules_have_errors else self._rules(self.cleaned_data)

    def _rules(self, given: dict[str, Any]) -> HouseRules:
        """The preset with what was changed. Five and six seats get two packs unless something else is chosen."""
        rules: dict[str, Any] = PRESETS[given["preset"]].rules.to_json()
        for rule in SWITCHES:
            if chosen := given[RULE_PREFIX + rule]:
                rules[rule] = chosen == ON
        if given["seats"] > 4:
            rules["decks"] = 2
        if flip_mode := given[RULE_PREFIX + "flip_mode"]:
            rules["flip_mode"] = flip_mode
        for rule in ("initial_flips", "decks"):
            if given[RULE_PREFIX + rule]:
                rules[rule] = int(given[RULE_PREFIX + rule])
        if given.get("holes") is not None:
            rules["holes"] = given["holes"]
        return from_json(rules)

    def _asked(self, wish: Wish) -> list[dict[str, str]]:
        names = {level["key"]: level["name"] for level in rule_words.levels()}
        return [
            persona | {"level": names[wish.levels[persona["key"]]]}
            for persona in rule_words.personas()
            if persona["key"] in wish.cpus
        ]

    def summary(self) -> dict[str, Any] | None:
        """What will be played and by whom, in words; None where the form has a mistake."""
        if not self.is_valid():
            return None
        wish = self.wish()
        free = (wish.seats or MOST_SEATS) - 1 - len(wish.cpus)
        holes = ngettext("%(n)d hole", "%(n)d holes", wish.rules.holes) % {"n": wish.rules.holes}
        return {
            "preset": gettext(PRESETS[self.cleaned_data["preset"]].name),
            "changed": self.rules_changed > 0,
            "rules": rule_words.in_play(wish.rules),
            "holes": holes,
            "cpus": self._asked(wish),
            "free": free,
            "public": wish.visibility == Visibility.PUBLIC,
            "watch": wish.watch,
            "coaching": wish.coaching,
        }
