"""The pages that say which test holds what name tests that there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
NAMED: Final = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LIMIT: Final = re.compile(r'Limit\("([\w-]+)", ([\d_]+),')
APPS: Final = ("accounts", "games", "replays", "moderation", "golf_project")
FAULTS: Final = 31


def named(page: str) -> list[tuple[str, str]]:
    return NAMED.findall((ROOT / "docs" / page).read_text())


@pytest.mark.parametrize("page", ["faults.md", "security.md"])
def test_every_test_that_is_named_exists(page: str) -> None:
    assert len(named(page)) > 20
    for file, test in named(page):
        assert re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text(), re.MULTILINE), (file, test)


def test_every_fault_has_a_test() -> None:
    rows = re.findall(r"^\| (\d+) \|.*$", (ROOT / "docs/faults.md").read_text(), re.MULTILINE)
    assert [int(number) for number in rows] == list(range(1, FAULTS + 1))
    for line in (ROOT / "docs/faults.md").read_text().splitlines():
        if re.match(r"\| \d", line):
            assert NAMED.search(line), line


@pytest.mark.parametrize("line", range(1, 20))
def test_every_threat_is_met_by_a_test(line: int) -> None:
    rows = [row for row in (ROOT / "docs/security.md").read_text().splitlines() if re.match(r"\| T\d", row)]
    assert line <= len(rows)
    assert NAMED.search(rows[line - 1]), rows[line - 1]


def test_every_limit_is_in_the_table_with_its_number() -> None:
    rows = [row for row in (ROOT / "docs/security.md").read_text().splitlines() if row.startswith("| `")]
    sources = [path for app in APPS for path in (ROOT / app).glob("*.py")]
    found = [made for path in sources for made in LIMIT.findall(path.read_text())]
    assert len(found) > 20
    for name, most in found:
        assert any(f"`{name}`" in row and f"{int(most):,}" in row for row in rows), (name, most)
