"""Links from one page of the console to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from moderation.console.plain import plain

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


def to_page(name: str, pk: int | None, text: object) -> SafeString:
    """A link to a row's page, such as `accounts_user`; only the text where there is none."""
    try:
        address = reverse(f"admin:{name}_change", args=[pk])
    except NoReverseMatch:
        return plain(text)
    return format_html('<a href="{}">{}</a>', address, plain(text))
