"""Seven days, four weeks, twelve months of backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golf_project.backup import keeping, nights

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


def nightly(nights: int) -> list[str]:
    return [keeping.name_at(NOW - timedelta(days=night), encrypted=True) for night in range(nights)]


def test_of_two_years_of_nights_seven_days_four_weeks_and_twelve_months_stay() -> None:
    stay = sorted(map(keeping.moment_of, keeping.to_stay(nightly(730))), reverse=True)
    assert [f"{moment:%m-%d}" for moment in stay[:9]] == [
        "11-26", "11-25", "11-24", "11-23", "11-22", "11-21", "11-20", "11-15", "11-08",
    ]  # fmt: skip
    assert [f"{moment:%Y-%m-%d}" for moment in stay[9:]] == [
        "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30",
        "2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31",
    ]  # fmt: skip


@given(st.sets(st.integers(1_577_836_800, 1_893_456_000).map(lambda at: datetime.fromtimestamp(at, UTC))))
def test_the_newest_stays_and_staying_is_for_good(moments: set[datetime]) -> None:
    names = [keeping.name_at(moment, encrypted=False) for moment in moments]
    stay = keeping.to_stay(names)
    assert stay <= set(names)
    assert keeping.to_stay(stay) == stay
    assert len(stay) <= keeping.DAYS + keeping.WEEKS + keeping.MONTHS
    if names:
        assert max(names, key=keeping.moment_of) in stay


@pytest.mark.parametrize(
    "name",
    ["golf.tar", "golf-20261126T030000Z.tar.gz", "x-golf-20261126T030000Z.tar", "golf-20261399T030000Z.tar"],
)
def test_other_names_are_no_backups(name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        keeping.moment_of(name)


def test_files_that_are_no_backups_are_left_alone(tmp_path: Path, settings: Settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "backup": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    for name in [*nightly(40), "notes.txt"]:
        (tmp_path / name).write_text("x")
    gone = keeping.tidy()
    left = {path.name for path in tmp_path.iterdir()}
    assert "notes.txt" in left
    assert left - {"notes.txt"} == keeping.to_stay(nightly(40)) == set(keeping.kept())
    assert set(gone) == set(nightly(40)) - left
    assert keeping.tidy() == []


@pytest.mark.parametrize(
    ("now", "due"), [("2026-11-26T02:59:59", "2026-11-26T03:00"), ("2026-11-26T03:00:00", "2026-11-27T03:00")]
)
def test_a_night_has_one_backup(now: str, due: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert nights.next_at(3, moment) == datetime.fromisoformat(due).replace(tzinfo=UTC)
