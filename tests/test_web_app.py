"""What makes the site an app on people's devices, as the server gives it."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from games.rules.state import PERSONAS
from golf_project import web_app

pytestmark = pytest.mark.django_db


def test_the_manifest_names_pages_and_icons_that_exist() -> None:
    answer = Client().get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert manifest["name"] == "Six-Card Golf"
    assert manifest["display"] == "standalone"
    for address in (manifest["start_url"], *(shortcut["url"] for shortcut in manifest["shortcuts"])):
        assert Client().get(address).status_code == 200
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        png = Path(str(finders.find(icon["src"].removeprefix("/static/")))).read_bytes()
        assert "{}x{}".format(*struct.unpack(">II", png[16:24])) == icon["sizes"]


def test_the_service_worker_may_look_after_the_whole_site_and_is_never_kept() -> None:
    answer = Client().get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    told = json.loads(answer.content.decode().partition("self.SITE = ")[2].partition(";\n")[0])
    assert told["offline"] == "/offline/"
    for address in told["files"]:
        assert finders.find(address.removeprefix("/static/")), address


def test_other_files_are_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = web_app._version()
    assert web_app._version() == before
    monkeypatch.setattr(web_app, "OFFLINE_NEEDS", web_app.OFFLINE_NEEDS[1:])
    assert web_app._version() != before


def test_the_page_for_no_network_sets_no_cookie_and_names_nobody() -> None:
    client = Client()
    client.post("/play/")
    answer = client.get("/offline/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "csrf" not in answer.content.decode()
    assert answer["Content-Language"] == "en"


def test_search_engines_find_what_is_everybodys_and_nothing_else() -> None:
    robots = Client().get("/robots.txt").content.decode()
    assert "Disallow: /t/" in robots
    where = robots.rpartition("Sitemap: ")[2].strip()
    addresses = re.findall(r"<loc>(.*?)</loc>", Client().get(urlsplit(where).path).content.decode())
    paths = [urlsplit(address).path for address in addresses]
    ours = ["/", "/learn/", "/rules/", "/fairness/", "/leaderboards/", "/achievements/", "/cpu/"]
    assert paths == [*ours, *(f"/cpu/{persona}/" for persona in PERSONAS)]
    for path in paths:
        page = Client().get(path).content.decode()
        assert '<meta name="description" content="' in page
        assert f'<link rel="canonical" href="http://testserver{path}">' in page
        assert "noindex" not in page
        assert f"Disallow: {path}\n" not in robots


def test_the_catalogue_of_sentences_is_sent_again_only_when_it_has_changed() -> None:
    answer = Client().get("/jsi18n/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    again = Client().get("/jsi18n/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
