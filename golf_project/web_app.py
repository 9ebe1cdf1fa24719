"""The site as an app on people's devices: its manifest, its service worker, and the page for no network."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from golf_project import bundles

OFFLINE_NEEDS: Final = ("bundles/page.css", "fonts/fraunces-600.woff2", "img/favicon.svg", "js/offline.js")
ICONS: Final = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable-512", 512, "maskable"))


@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a device has to know to install the site, in the visitor's language."""
    described = {
        "id": "/",
        "start_url": reverse("home"),
        "scope": "/",
        "name": _("Six-Card Golf"),
        "short_name": _("Golf"),
        "description": _("Six-card Golf with friends and computer players, live in your browser."),
        "lang": get_language() or "en",
        "dir": "rtl" if get_language_bidi() else "ltr",
        "display": "standalone",
        "background_color": "#17574a",
        "theme_color": "#17574a",
        "categories": ["games", "entertainment"],
        "icons": [_icon(*icon) for icon in ICONS],
        "shortcuts": [
            {"name": _("Play"), "url": reverse("home"), "icons": [_icon("icon-192", 192, "any")]},
            {
                "name": _("Make a table"),
                "url": reverse("make_table"),
                "icons": [_icon("icon-192", 192, "any")],
            },
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"img/{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """`static/js/service-worker.js`, told which files the offline page needs, and a version that changes with them."""
    site = {
        "version": _version() if settings.DEBUG else _version_of_this_start(),
        "offline": reverse("offline"),
        "files": [static(name) for name in OFFLINE_NEEDS],
        "static": settings.STATIC_URL,
    }
    text = f"self.SITE = {json.dumps(site)};\n{_worker().read_text(encoding='utf-8')}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def offline(request: HttpRequest) -> HttpResponse:
    """The page that browsers keep for when there is no network. It says nothing about anybody."""
    return render(request, "offline.html")


def _worker() -> Path:
    return Path(settings.BASE_DIR) / "static" / "js" / "service-worker.js"


def _version() -> str:
    """A name for all that browsers keep: other scripts, sheets or templates are another version."""
    static_folder = Path(settings.BASE_DIR) / "static"
    parts = [repr(sorted(bundles.texts(static_folder).items()))]
    parts += [static(name) for name in OFFLINE_NEEDS]
    kept = [static_folder / name for name in OFFLINE_NEEDS if not name.startswith("bundles/")]
    with override(settings.LANGUAGE_CODE):
        parts.append(render_to_string("offline.html"))
    digest = hashlib.sha256("\n".join(parts).encode())
    for path in (_worker(), *kept):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def _version_of_this_start() -> str:
    return _version()
