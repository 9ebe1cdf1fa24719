"""What templates of the console ask for: text that people have chosen, made harmless; and how the site is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html_join

from moderation import roles
from moderation.console.plain import plain as as_plain
from moderation.console.plain import visible as as_visible
from moderation.dashboard import board
from moderation.signals import in_words

if TYPE_CHECKING:
    from django.template import Context
    from django.utils.safestring import SafeString

    from moderation.models import Signal

register = template.Library()


@register.simple_tag
def plain(text: object) -> SafeString:
    """The text, harmless, in a direction of its own."""
    return as_plain(text)


@register.filter
def visible(text: object) -> str:
    """The same within a sentence, which has to isolate it itself."""
    return as_visible(text)


@register.simple_tag
def plain_lines(text: object) -> SafeString:
    """The same, with its lines apart."""
    return format_html_join("", "<div>{}</div>", ((as_plain(line),) for line in str(text).split("\n")))


@register.simple_tag
def signal_in_words(signal: Signal) -> str:
    """The number of a signal as people read it."""
    return in_words(signal)


@register.inclusion_tag("console/dashboard.html", takes_context=True)
def dashboard(context: Context) -> dict[str, Any]:
    """How the site is, for those who may see that."""
    may = roles.may(context["request"].user, "moderation.see_dashboard")
    return {"board": board() if may else None}
