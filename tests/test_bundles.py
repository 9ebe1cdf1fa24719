"""Bundles: what a page needs is one file, made from the sources by the site itself."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from golf_project import bundles
from golf_project.bundles import finder, modules, portraits, sheets
from golf_project.bundles.lines import BundleError, bare

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
ASKED_FOR = re.compile(r"\{% static '([^']+)' %\}")

MAIN = """
/** Begins. */

import {
  twice,
  word as fromB,
} from "./b.js";
import { shout } from "./c.js";

const word = "mine"; // and nobody else's
console.log(shout(`${word} ${fromB} ${twice(2)}`));
"""
B = """import { shout } from "./c.js";
const word_ = "theirs";
const secret = "b";
export const word = shout(word_);
export function twice(number) {
  return `${number * 2}${secret}`;
}
"""
C = """const secret = "!";
export class Loud {
  static mark = secret;
}
export const shout = (text) => text.toUpperCase() + Loud.mark;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Modules that import each other."""
    for name, source in {"main.js": MAIN, "b.js": B, "c.js": C}.items():
        (tmp_path / name).write_text(source)
    return tmp_path


@pytest.fixture
def own_home(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A folder of this test for everything that is written."""
    settings.VAR_DIR = tmp_path / "var"
    finder._home.cache_clear()
    yield tmp_path
    finder._home.cache_clear()


@pytest.mark.js
def test_joined_modules_do_what_they_do_singly(folder: Path, node: str) -> None:
    (folder / "bundle.mjs").write_text(modules.join(folder, "main.js"))
    (folder / "package.json").write_text('{"type": "module"}')
    singly, joined = (
        subprocess.run([node, str(folder / name)], capture_output=True, text=True, check=True).stdout
        for name in ("main.js", "bundle.mjs")
    )
    assert joined == singly == "MINE THEIRS! 4B!\n"


@pytest.mark.js
@pytest.mark.parametrize("name", bundles.SCRIPTS)
def test_every_script_is_sound_javascript(name: str, tmp_path: Path, node: str) -> None:
    (tmp_path / "bundle.mjs").write_text(bundles.texts(STATIC)[f"{name}.js"])
    run = subprocess.run(
        [node, "--check", str(tmp_path / "bundle.mjs")], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('import all from "./c.js";', "main.js: cannot be joined because of 'import all"),
        ('import * as all from "./c.js";', "main.js: cannot be joined because of 'import *"),
        ('import "./c.js";', "main.js: cannot be joined because of 'import \"./c"),
        ('import { a } from "elsewhere";', "main.js: cannot be joined because of 'import { a }"),
        ("const c = import('./c.js');", "main.js: cannot be joined because of \"import('./c"),
        ("const here = import.meta.url;", "main.js: cannot be joined because of 'import.meta"),
        ("export default 3;", "main.js: cannot be joined because of 'export default"),
        ("export let changing = 3;", "main.js: cannot be joined because of 'export let"),
        ("export const { a } = { a: 1 };", "main.js: cannot be joined because of 'export const {"),
        ("await nothing();", "main.js: cannot be joined because of 'await"),
        ('import { silence } from "./c.js";', "main.js: c.js does not export silence"),
        ('import { gone } from "./gone.js";', "gone.js: No such file"),
        ('import { main } from "./main.js";', "main.js: imports itself, by way of main.js"),
        ("const text = `one\n// two`;", "main.js, line 1: a text has to end on its line"),
        ("const text = 'one\\\n// two';", "main.js, line 1: a text has to end on its line"),
        ("/* one\n */ const two = 2;", "main.js, line 2: after a comment a new line has to begin"),
        ("/* one", "main.js: a comment has no end"),
    ],
)
def test_another_form_of_module_is_refused_in_a_sentence(folder: Path, source: str, complaint: str) -> None:
    (folder / "main.js").write_text(source)
    with pytest.raises(BundleError) as refused:
        modules.join(folder, "main.js")
    assert str(refused.value).startswith(complaint)


def test_only_what_people_read_is_left_out() -> None:
    source = '/**\n * Why.\n */\n\nconst a = "// no comment"; // here\n  // gone\n/** @type {X} */ (a).b();\n'
    assert bare("a.js", source) == 'const a = "// no comment"; // here\n/** @type {X} */ (a).b();\n'
    assert bare("a.css", "//a { b: c }\n/* d */\n") == "//a { b: c }\n"


def test_sheets_are_joined_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text('/* A */\n@font-face { src: url("../fonts/f.woff2"); }\n')
    (tmp_path / "b.css").write_text("b { fill: url(#weave); }\n")
    assert sheets.join(tmp_path, ("b", "a")) == (
        'b { fill: url(#weave); }\n@font-face { src: url("../fonts/f.woff2"); }\n'
    )


@pytest.mark.parametrize(
    "rule", ['@import "b.css";', "a { mask: url(b.svg); }", "a { mask: url( '/b.svg' ); }"]
)
def test_a_sheet_that_would_mean_something_else_elsewhere_is_refused(tmp_path: Path, rule: str) -> None:
    (tmp_path / "a.css").write_text(rule)
    with pytest.raises(BundleError, match=r"a\.css: cannot be joined"):
        sheets.join(tmp_path, ("a",))


def test_every_portrait_has_a_view_of_its_own() -> None:
    drawing = portraits.join(STATIC / "img" / "personas")
    names = {path.stem for path in (STATIC / "img" / "personas").glob("*.svg")}
    assert set(re.findall(r'<view id="(\w+)"', drawing)) == names
    assert drawing.index('<view id="person"') < min(
        drawing.index(f'<view id="{name}"') for name in names - {"person"}
    )
    ids = re.findall(r'\bid="([\w-]+)"', drawing)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([\w-]+)\)", drawing)) <= set(ids)


def test_every_module_and_sheet_is_in_a_bundle_or_loaded_by_itself() -> None:
    templates = "".join(path.read_text() for path in ROOT.glob("templates/**/*.html"))
    loaded = set(ASKED_FOR.findall(templates))
    joined = {
        f"js/{module.name}"
        for name in bundles.SCRIPTS
        for module in modules.in_order(STATIC / "js", f"{name}.js")
    }
    joined |= {f"css/{name}.css" for names in bundles.SHEETS.values() for name in names}
    there = {
        f"{path.parent.name}/{path.name}"
        for kind in ("js", "css")
        for path in STATIC.glob(f"{kind}/*.{kind}")
    }
    joined.add("js/service-worker.js")  # Served by a view of its own.
    assert there == joined | {name for name in loaded if name.startswith(("js/", "css/"))}


def test_whatever_a_template_asks_for_is_found(own_home: Path) -> None:
    for path in ROOT.glob("templates/**/*.html"):
        for name in ASKED_FOR.findall(path.read_text()):
            assert finders.find(name), f"{path.name} asks for {name}"


def test_a_changed_source_makes_another_bundle(own_home: Path, settings: Settings) -> None:
    settings.BASE_DIR = own_home
    shutil.copytree(STATIC, own_home / "static")
    before = Path(str(finders.find("bundles/table.js")))
    assert Path(str(finders.find("bundles/table.js"))) == before
    with (own_home / "static" / "js" / "store.js").open("a") as source:
        source.write("\nconst brandNew = true;\n")
    after = Path(str(finders.find("bundles/table.js")))
    assert "brandNew" in after.read_text()
    assert "brandNew" not in before.read_text()


def test_many_may_start_at_once_and_each_finds_whole_files(own_home: Path) -> None:
    finder._home()
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: str(finders.find("bundles/table.js")), range(16)))
    assert len(found) == 1
    folder = Path(found.pop()).parent
    names = set(bundles.texts(STATIC))
    assert {path.name for path in folder.iterdir()} == {
        *names, *(f"{name}.br" for name in names), *(f"{name}.gz" for name in names),
    }  # fmt: skip
    assert [path.name for path in folder.parent.parent.iterdir()] == [folder.parent.name]


def test_where_nothing_can_be_written_the_process_keeps_them_to_itself(own_home: Path) -> None:
    (own_home / "var").write_text("a file where a folder should be")
    found = Path(str(finders.find("bundles/page.css")))
    assert found.read_text()
    assert own_home not in found.parents


def test_a_mistake_in_a_source_stops_the_start(own_home: Path, settings: Settings) -> None:
    settings.BASE_DIR = own_home
    complaints = finder.BundleFinder().check()
    assert [complaint.msg for complaint in complaints] == ["table.js: No such file or directory"]


def test_play_serves_bundles_compressed(own_home: Path) -> None:
    answer = Client().get("/static/bundles/table.js", headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "br"
    assert answer["Content-Type"].startswith("text/javascript")
    whole = Client().get("/static/bundles/table.js", headers={"Accept-Encoding": "identity"})
    assert b"".join(whole).decode() == bundles.texts(STATIC)["table.js"]


def test_collecting_leaves_hashed_and_compressed_bundles(own_home: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = own_home / "collected"
    # Without those of the apps, which are many and none of ours.
    settings.STATICFILES_FINDERS = [name for name in settings.STATICFILES_FINDERS if "AppDir" not in name]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "golf_project.static_files.HashedStaticFiles"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = {path.name for path in (own_home / "collected" / "bundles").iterdir()}
    for stem, ending in (("table", "js"), ("table", "css"), ("page", "css"), ("portraits", "svg")):
        hashed = [name for name in names if re.fullmatch(rf"{stem}\.[0-9a-f]{{12}}\.{ending}", name)]
        assert len(hashed) == 1
        assert {f"{hashed[0]}.br", f"{hashed[0]}.gz"} <= names
    sheet = next((own_home / "collected" / "bundles").glob("table.*.css")).read_text()
    font = re.search(r'url\("\.\./(fonts/fraunces-600\.[0-9a-f]{12}\.woff2)"\)', sheet)
    assert font
    assert (own_home / "collected" / font[1]).exists()
