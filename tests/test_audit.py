"""An advisory fails the check; an index that cannot be reached does not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.audit import judged


def answer(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_an_advisory_is_named_with_what_mends_it() -> None:
    sentence, advisories = judged(
        answer(
            {
                "name": "golf",
                "version": "1",
                "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"], "aliases": []}],
            },
            {"name": "club", "version": "1", "vulns": []},
            {"name": "tee", "skip_reason": "not found"},
        )
    )
    assert sentence == "2 of 3 packages audited, 1 advisories"
    assert advisories == ["golf 1: PYSEC-1, mended in 2"]


def test_an_index_that_knows_none_of_them_or_does_not_answer_is_no_failure() -> None:
    assert judged(answer({"name": "tee", "skip_reason": "not found"})) == (
        "skipped, as the index that is reached here has no advisories",
        [],
    )
    assert judged("") == ("skipped, as the index of advisories cannot be reached", [])


def test_bandit_finds_what_it_is_there_for(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.py"
    faulty.write_text("import pickle, subprocess\nsubprocess.run(input(), shell=True)\npickle.loads(b'')\n")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "bandit",
            "--quiet",
            "--configfile",
            "pyproject.toml",
            "--recursive",
            tmp_path,
        ],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "B602" in done.stdout
    assert "B301" in done.stdout
