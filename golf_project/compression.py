"""Pages go out compressed."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED: Final = ("text/html", "text/javascript", "application/manifest+json")


class CompressedPages(GZipMiddleware):
    """Compresses what people's browsers show and run, and no answer of the API: tokens stand in those.
    (Replays are large, and tell no secret but the token that their reader asked with: they compress themselves.)

    The one secret of a page is its CSRF token, which is masked anew each time, and Django adds a random length to
    each answer; so nothing can be learnt from how small it has become.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where it is a page and the browser can read it so."""
        if response.get("Content-Type", "").startswith(COMPRESSED):
            return super().process_response(request, response)
        return response
