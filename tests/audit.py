"""Are there advisories about a package that is locked? `python -m tests.audit`, as a part of `make check`.

The index of advisories is asked over the network. Where it cannot be reached, or knows none of the packages, that is
said and is no failure; an advisory is one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

LOCKS: Final = ("requirements-dev.txt", "requirements-tools.txt", "requirements-build.txt")
"""The first has all of requirements.txt, too."""
PATIENCE_SECONDS: Final = 180


def main() -> int:
    """1 where there is an advisory."""
    found = [_found(lock) for lock in LOCKS]
    for lock, (sentence, _advisories) in zip(LOCKS, found, strict=True):
        print(f"{lock}: {sentence}")
    for advisory in sorted({advisory for _sentence, advisories in found for advisory in advisories}):
        print(advisory)
    return int(any(advisories for _sentence, advisories in found))


def _found(lock: str) -> tuple[str, list[str]]:
    if not Path(lock).exists():
        return "not there", []
    command = [sys.executable, "-m", "pip_audit", "-r", lock, "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        return "skipped, as the index of advisories does not answer", []
    return judged(done.stdout)


def judged(answer: str) -> tuple[str, list[str]]:
    """What pip-audit's answer comes to: a sentence, and a line for each advisory."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except ValueError:
        return "skipped, as the index of advisories cannot be reached", []
    known = [package for package in packages if "skip_reason" not in package]
    if not known:
        return "skipped, as the index that is reached here has no advisories", []
    advisories = [_line(package, one) for package in known for one in package["vulns"]]
    return f"{len(known)} of {len(packages)} packages audited, {len(advisories)} advisories", advisories


def _line(package: dict[str, Any], one: dict[str, Any]) -> str:
    mended = ", ".join(one["fix_versions"]) or "no version"
    return f"{package['name']} {package['version']}: {one['id']}, mended in {mended}"


if __name__ == "__main__":
    sys.exit(main())
