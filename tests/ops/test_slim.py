"""What the image leaves out is read by nobody, and what it keeps is not much."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

import django
import pytest
from django.conf import settings

from ops import slim, smoke

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = Path(django.__file__).parents[1]
WITHOUT_LINEAR_ALGEBRA: Final = "numpy.libs"
"""What the image makes its own NumPy without."""
MOST: Final = 106_000_000
"""Bytes that may be left of all packages; the rest of the image's 150 MB is the site, and what is kept compiled."""


def made(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * 10)


def installed(folder: Path) -> Path:
    """A copy of what requirements.txt installs."""
    for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE):
        with contextlib.suppress(PackageNotFoundError):  # Those for other systems.
            for file in distribution(name).files or ():
                if ".." not in file.parts and file.suffix != ".pyc":
                    copied(Path(str(file.locate())), folder / file)
    return folder


def copied(source: Path, target: Path) -> None:
    """Copy a file, and what it has been compiled to: compiling all of it again would take minutes."""
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        if source.suffix == ".py":
            copied(Path(cache_from_source(str(source))), Path(cache_from_source(str(target))))


def test_it_takes_out_what_nobody_reads_and_says_how_much(tmp_path: Path) -> None:
    packages, static = tmp_path / "packages", tmp_path / "static"
    kept = (
        "a/__init__.py",
        "a/locale/de/django.mo",
        "a/locale/__init__.py",
        "botocore/data/s3/x.json",
        "botocore/data/endpoints.json",
        "a.dist-info/METADATA",
    )
    gone = (
        "a/tests/test_a.py",
        "a/locale/pt/django.mo",
        "a/locale/de/django.po",
        "botocore/data/ec2/x.json",
        "a/b.pyi",
    )
    made(packages, *kept, *gone)
    served = {
        "a.css",
        "a.0123456789ab.css",
        "admin/b.0123456789ab.js",
        "admin/b.0123456789ab.js.br",
        "admin/c.js",
    }
    made(static, *served, "a.css.map", "a.css.map.gz", "admin/b.js", "admin/b.js.br", "ninja/redoc.x.js")
    assert slim.slim(packages, static) == 10 * (len(gone) + 5)
    assert all((packages / name).exists() for name in kept)
    assert not any((packages / name).exists() for name in gone)
    assert {str(path.relative_to(static)) for path in static.rglob("*") if path.is_file()} == served


def test_the_languages_of_the_site_stay() -> None:
    assert {code for code, _name in settings.LANGUAGES} == slim.LANGUAGES


def test_each_of_its_patterns_still_finds_something() -> None:
    for pattern in slim.UNREAD:
        assert next(PACKAGES.glob(pattern), None) is not None, pattern
    assert all((PACKAGES / "botocore" / "data" / name).exists() for name in slim.AWS_SERVICES)


@pytest.mark.timeout(900)
@pytest.mark.skipif(shutil.which("strip") is None, reason="binutils are not at hand")
def test_what_is_left_weighs_what_it_may_and_does_all_that_the_site_does(tmp_path: Path) -> None:
    packages = installed(tmp_path / "packages")
    slim.slim(packages, tmp_path / "static")
    left = [
        path for path in packages.rglob("*") if not {"__pycache__", WITHOUT_LINEAR_ALGEBRA} & set(path.parts)
    ]
    assert sum(path.stat().st_size for path in left if path.is_file()) < MOST

    # No package of this environment is in reach.
    done = subprocess.run(
        [sys.executable, "-S", "-B", "ops/smoke.py"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(packages),
            "ENV_FILE": "/dev/null",
            "SECRET_KEY": "only-while-this-test-runs-" * 2,
            "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("smoke: ") == len(smoke.STEPS)


def test_the_image_is_built_only_where_all_of_it_still_works() -> None:
    steps = (ROOT / "Dockerfile").read_text().split("\nRUN ")
    (slimming,) = (step for step in steps if "ops/slim.py" in step)
    commands = [command.strip(" \\\n") for command in slimming.split("&&")]
    assert ["slim.py" in commands[0], "smoke.py" in commands[1]] == [True, True]
    assert all(";" not in command and "||" not in command for command in commands)


def test_a_failing_step_ends_the_build(capsys: pytest.CaptureFixture[str]) -> None:
    def whole() -> str:
        return "it works"

    def tables() -> str:
        raise smoke.Broken("a table differs")

    with pytest.raises(SystemExit, match="1"):
        smoke.run((whole, tables, whole))
    assert capsys.readouterr() == ("smoke: whole: it works\n", "smoke: tables: Broken: a table differs\n")
