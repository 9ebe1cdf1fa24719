"""The form that makes a table: a preset, and single rules on top of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from games.models import Pace, Visibility
from games.rule_words import WORDS
from games.rules.house_rules import FLIP_MODES, PRESETS, SWITCHES, HouseRules, from_json
from games.rules.state import MOST_SEATS, PERSONAS
from games.tables import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms.boundfield import BoundField

AS_PRESET: Final = ""
RULE_PREFIX: Final = "rule_"
FLIP_WORDS: Final = {
    "never": _("Never"),
    "always": _("Always"),
    "endgame": _("Only near the end, and only if one likes"),
}


class TableForm(forms.Form):
    """What a host chooses. Switches add to the preset; a choice left alone stays as the preset has it."""

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
        label=_("Pace of the computer players"),
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
        label=_("May be watched"), help_text=_("By anybody who has the code."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in SWITCHES:
            name, sentence = WORDS[rule]
            self.fields[RULE_PREFIX + rule] = forms.BooleanField(
                label=_(name), help_text=_(sentence), required=False
            )
        self.fields[RULE_PREFIX + "flip_mode"] = self._choice(
            "flip_mode", [(m, FLIP_WORDS[m]) for m in FLIP_MODES]
        )
        self.fields[RULE_PREFIX + "initial_flips"] = self._choice(
            "initial_flips", [(n, str(n)) for n in range(3)]
        )
        self.fields[RULE_PREFIX + "decks"] = self._choice("decks", [(n, str(n)) for n in range(1, 4)])

    def _choice(self, rule: str, choices: list[Any]) -> forms.ChoiceField:
        name, sentence = WORDS[rule]
        return forms.ChoiceField(
            label=_(name),
            help_text=_(sentence),
            choices=[(AS_PRESET, _("As the rules say")), *choices],
            required=False,
        )

    @property
    def rule_fields(self) -> Iterator[BoundField]:
        """The fields of single rules."""
        return (self[name] for name in self.fields if name.startswith(RULE_PREFIX))

    @property
    def rules_have_errors(self) -> bool:
        return any(name.startswith(RULE_PREFIX) for name in self.errors)

    def clean(self) -> dict[str, Any]:
        """Seats for everybody who is asked."""
        given = super().clean() or self.cleaned_data
        if len(given.get("cpus") or ()) >= (given.get("seats") or MOST_SEATS):
            self.add_error("cpus", _("There are more players than seats."))
        return given

    def wish(self) -> Wish:
        """The table that is wanted."""
        given = self.cleaned_data
        return Wish(
            rules=self._rules(given),
            seats=given["seats"],
            cpus=given["cpus"],
            visibility=given["visibility"],
            watch=given["watch"],
            pace=given["pace"],
            turn_seconds=given["turn_seconds"],
        )

    def _rules(self, given: dict[str, Any]) -> HouseRules:
        """The preset with what was changed. Five and six seats get two packs unless something else is chosen."""
        rules: dict[str, Any] = PRESETS[given["preset"]].rules.to_json()
        rules |= {rule: True for rule in SWITCHES if given[RULE_PREFIX + rule]}
        if given["seats"] > 4:
            rules["decks"] = 2
        if flip_mode := given[RULE_PREFIX + "flip_mode"]:
            rules["flip_mode"] = flip_mode
        for rule in ("initial_flips", "decks"):
            if given[RULE_PREFIX + rule]:
                rules[rule] = int(given[RULE_PREFIX + rule])
        if given["holes"] is not None:
            rules["holes"] = given["holes"]
        return from_json(rules)
