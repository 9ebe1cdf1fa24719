"""A page of HTML, as far as tests ask about it."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """What the laws of pages look at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lang: str | None = None
        self.headings = 0
        self.title = ""
        self.inline: list[str] = []
        self._in_title = False
        self._in_svg = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.inline += [f"{tag} {name}" for name, value in attrs if (value or "").startswith("javascript:")]
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append("script")
        if tag == "style":
            self.inline.append("style")
        if tag == "html":
            self.lang = given.get("lang")
        self.headings += tag == "h1"
        self._in_svg += tag == "svg"
        self._in_title = tag == "title" and not self._in_svg

    def handle_endtag(self, tag: str) -> None:
        self._in_svg -= tag == "svg"
        self._in_title = False

    def handle_data(self, data: str) -> None:
        self.title += data if self._in_title else ""
