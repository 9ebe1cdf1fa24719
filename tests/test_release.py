"""What a version does once before it starts, and the static files that it leaves for the proxy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from accounts import pulse
from golf_project import shared_static

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


@pytest.mark.django_db
def test_it_migrates_and_shares_its_files_and_may_run_again(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    collected = tmp_path / "collected"
    (collected / "css").mkdir(parents=True)
    (collected / "css" / "site.0123456789ab.css").write_text("body {}")
    (collected / "staticfiles.json").write_text("{}")
    settings.STATIC_ROOT, settings.STATIC_SHARED = str(collected), str(tmp_path / "shared")
    for _time in range(2):
        call_command("release")
        assert (
            "1 static files are where the proxy finds them; 0 old ones are gone." in capsys.readouterr().out
        )
    assert [path.name for path in (tmp_path / "shared").rglob("*") if path.is_file()] == [
        "site.0123456789ab.css"
    ]


def test_files_of_the_version_before_stay_until_they_are_old(tmp_path: Path) -> None:
    shared, collected = tmp_path / "shared", tmp_path / "collected"
    for folder, name in (
        (shared, "old.css"),
        (shared, "ancient.css"),
        (shared, "both.css"),
        (collected, "both.css"),
    ):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(folder.name)
    for name in ("ancient.css", "both.css"):
        os.utime(shared / name, (1000, 1000))
    assert shared_static.add(collected, shared) == 1
    assert shared_static.forget(shared, before=2000) == 1
    assert sorted(path.name for path in shared.iterdir()) == ["both.css", "old.css"]
    assert (shared / "both.css").read_text() == "collected"


def test_a_pulse_is_a_file_that_is_touched(tmp_path: Path, settings: Settings) -> None:
    settings.PULSE_FILE = str(tmp_path / "pulse")
    pulse.beat()
    os.utime(tmp_path / "pulse", (1000, 1000))
    pulse.beat()
    assert (tmp_path / "pulse").stat().st_mtime > 1000


def test_a_pulse_that_cannot_be_written_harms_nobody(tmp_path: Path, settings: Settings) -> None:
    settings.PULSE_FILE = str(tmp_path / "nowhere" / "pulse")
    pulse.beat()
    settings.PULSE_FILE = ""
    pulse.beat()
