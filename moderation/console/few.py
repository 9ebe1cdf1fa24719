"""Lists of millions, of which nobody reads more than the first pages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import admin
from django.core.paginator import Paginator

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

COUNTED: Final = 2_000


class FirstOnes(Paginator):  # type: ignore[type-arg]
    """Counts no further than anybody turns pages, so that a list costs the same however long it is."""

    @cached_property
    def count(self) -> int:
        found = cast("QuerySet[Any]", self.object_list)
        return found[:COUNTED].count()


class CountsFew(admin.ModelAdmin):  # type: ignore[type-arg]
    """An admin whose list shows the first rows that are found: whoever looks for others searches, or filters."""

    paginator = FirstOnes
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_paginator(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        return self.paginator(queryset, *args, **kwargs)
