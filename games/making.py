"""Making a table: the form, what it comes to, and the table that it makes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import guests
from accounts.addresses import address_of
from accounts.limits import TooMany
from games import rule_words, tables
from games.forms import WHO_FINDS_IT, TableForm
from games.rules.house_rules import PRESETS, SWITCHES
from games.views import too_many


@never_cache
def make_table(request: HttpRequest) -> HttpResponse:
    """The form for a table, and the table that it makes."""
    form = TableForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = guests.signed_in(request)
            table = tables.make(user, form.wish(), address_of(request))
        except TooMany as error:
            return too_many(request, error)
        except tables.BadTable as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("table", code=table.code)
    context = {
        "form": form,
        "presets": [preset | {"switches": _switched_on(preset["key"])} for preset in rule_words.presets()],
        "levels": rule_words.levels(),
        "visibilities": [(key.value, key.label, sentence) for key, sentence in WHO_FINDS_IT.items()],
    }
    return render(request, "make_table.html", context, status=422 if form.errors else 200)


def _switched_on(preset: str) -> list[str]:
    return [rule for rule in SWITCHES if getattr(PRESETS[preset].rules, rule)]


@never_cache
@require_safe
def table_summary(request: HttpRequest) -> HttpResponse:
    """What a form comes to, for the page that is filling it in: `html` in words, and the `rules` or null."""
    form = TableForm(request.GET)
    rules = form.rules()
    html = render_to_string("parts/table_summary.html", {"form": form, "summary": form.summary()}, request)
    return JsonResponse({"html": html, "rules": rules.to_json() if rules else None})
