"""Forms about finished games."""

from __future__ import annotations

from typing import Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from games.rules.house_rules import PRESETS
from replays.my_games import Wanted
from replays.sharing import LONGEST_TITLE

DAYS: Final = (
    ("", _("Until it is revoked")),
    ("1", _("One day")),
    ("7", _("One week")),
    ("30", _("30 days")),
    ("365", _("One year")),
)


class ShareForm(forms.Form):
    """A new link."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=_("Whoever opens the link sees it. It may be left out."),
    )
    days = forms.TypedChoiceField(
        label=_("Good for"), choices=DAYS, coerce=int, empty_value=None, required=False
    )


class FilterForm(forms.Form):
    """Which games a list shows."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))
    rules = forms.ChoiceField(
        label=_("Rules"),
        required=False,
        choices=[("", _("All")), *((preset.key, _(preset.name)) for preset in PRESETS.values())],
    )
    against = forms.ChoiceField(
        label=_("Against"),
        required=False,
        choices=[("", _("Everybody")), ("people", _("People")), ("computers", _("Computer players alone"))],
    )
    result = forms.ChoiceField(
        label=_("Result"),
        required=False,
        choices=[
            ("", _("All")),
            ("won", _("Won")),
            ("lost", _("Not won")),
            ("abandoned", _("Abandoned")),
        ],
    )
    name = forms.CharField(label=_("Player"), required=False, max_length=24)

    def wanted(self) -> Wanted:
        """What is asked for; a field that makes no sense asks for nothing."""
        self.is_valid()
        return Wanted(
            **{name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}
        )


class FileForm(forms.Form):
    """A game as a file."""

    file = forms.FileField(
        label=_("File of a game"), widget=forms.FileInput({"accept": ".json,application/json"})
    )

    def content(self, most: int) -> bytes:
        """What is in it, as far as one byte more than it may hold."""
        file = self.cleaned_data["file"]
        return bytes(file.read(most + 1)) if isinstance(file, UploadedFile) else b""
