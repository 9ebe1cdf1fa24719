"""Lists in the console that are narrowed by what their filters name, and by nothing else.

Django's admin takes any column of a row as a condition in an address. Whoever sees the list could so read columns that
it does not show, letter by letter: an address, the digest of a password, the text of a letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist

if TYPE_CHECKING:
    from django.http import HttpRequest


class FilteredAsOffered(admin.ModelAdmin):  # type: ignore[type-arg]
    """An admin whose list takes no condition on a column that no filter of it names."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Whether an address may have this condition."""
        if lookup in {getattr(one, "parameter_name", "") for one in self.list_filter}:
            return True  # A filter of our own knows what to do with it.
        first = lookup.split("__")[0]
        try:
            column = self.opts.get_field(self.opts.pk.name if first == "pk" else first).name
        except FieldDoesNotExist:  # There is nothing to be read.
            return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]
        offered = {*self.list_filter, self.date_hierarchy}
        return column in offered and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]
