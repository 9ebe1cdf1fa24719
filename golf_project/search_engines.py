"""What search engines are told: which pages there are to find, and which are nobody's business."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from games.rules.state import PERSONAS

FOUND: Final = ("home", "learn", "rules", "fairness", "leaderboards", "achievements", "cpu_players")
"""Pages that are the same for everybody and worth finding, by name."""
HIDDEN: Final = (
    "/t/",
    "/replays/",
    "/accounts/",
    "/reports/",
    "/sanctions/",
    "/admin/",
    "/api/",
    "/preferences/",
    "/offline/",
)


def robots(request: HttpRequest) -> HttpResponse:
    """`robots.txt`."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in HIDDEN),
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def sitemap(request: HttpRequest) -> HttpResponse:
    """`sitemap.xml`."""
    paths = [*map(reverse, FOUND), *(reverse("cpu_player", args=[key]) for key in PERSONAS)]
    addresses = [f"{settings.SITE_URL}{path}" for path in paths]
    return render(request, "sitemap.xml", {"addresses": addresses}, content_type="application/xml")
