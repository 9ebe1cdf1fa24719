"""Lists of the console that are quick whatever their length: paged by key, newest first, and never counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.views.main import PAGE_VAR, ChangeList

if TYPE_CHECKING:
    from django.http import HttpRequest


class KeyedChangeList(ChangeList):
    """A page holds the rows before the one whose number `p` is; without it, the newest."""

    older: str | None = None
    """The address of the next page; None on the last."""

    def get_results(self, request: HttpRequest) -> None:
        """Ask for one row more than is shown: it tells whether there is another page."""
        rows = self.queryset.filter(pk__lt=self.page_num) if self.page_num > 1 else self.queryset
        found = list(rows[: self.list_per_page + 1])
        self.result_list: Any = found[: self.list_per_page]
        if len(found) > self.list_per_page:
            self.older = self.get_query_string({PAGE_VAR: self.result_list[-1].pk})
        self.result_count = self.full_result_count = len(self.result_list)
        self.show_full_result_count = True
        self.show_admin_actions = bool(self.result_list)
        self.can_show_all = self.multi_page = False

    def get_ordering(self, request: HttpRequest, queryset: Any) -> list[Any]:
        """By number alone, whatever is asked for."""
        return ["-pk"]

    @property
    def newest(self) -> str | None:
        """The address of the first page; None on it."""
        return self.get_query_string(remove=[PAGE_VAR]) if self.page_num > 1 else None
