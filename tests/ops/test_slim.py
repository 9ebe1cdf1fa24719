"""What the image leaves out is read by nobody."""

from __future__ import annotations

from pathlib import Path

import django
from django.conf import settings

from ops import slim

PACKAGES = Path(django.__file__).parents[1]


def made(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * 10)


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
    made(static, "a.css", "a.css.map", "a.css.map.gz")
    assert slim.slim(packages, static) == 10 * (len(gone) + 2)
    assert all((packages / name).exists() for name in kept)
    assert not any((packages / name).exists() for name in gone)
    assert [path.name for path in static.iterdir()] == ["a.css"]


def test_the_languages_of_the_site_stay() -> None:
    assert {code for code, _name in settings.LANGUAGES} == slim.LANGUAGES


def test_each_of_its_patterns_still_finds_something() -> None:
    for pattern in slim.UNREAD:
        assert next(PACKAGES.glob(pattern), None) is not None, pattern
    assert all((PACKAGES / "botocore" / "data" / name).exists() for name in slim.AWS_SERVICES)
