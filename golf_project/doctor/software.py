"""Python, Django, and whether the packages are those of the lock."""

from __future__ import annotations

import platform
import re
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

import django
from django.conf import settings

from golf_project.doctor.findings import About

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from golf_project.doctor.findings import Findings

LOCKED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(;)?", re.MULTILINE)
"""`name==version`, and perhaps the `;` after which it says where the package is needed at all."""

about = About("software")


def found() -> Findings:
    yield about.ok(f"Python {platform.python_version()}, Django {django.get_version()}")
    lock: Path = settings.BASE_DIR / "requirements.txt"
    if not lock.exists():
        yield about.warning("requirements.txt is not there, so nobody knows which packages should be")
        return False
    others = list(_others(lock.read_text()))
    if others:
        yield about.warning(f"packages that differ from requirements.txt: {'; '.join(others)}")
    else:
        yield about.ok("packages as in requirements.txt")
    return True


def _others(lock: str) -> Iterator[str]:
    """What differs. A package may have several locked versions, each for another kind of Python."""
    locked, everywhere = defaultdict[str, list[str]](list), set[str]()
    for name, number, not_everywhere in LOCKED.findall(lock):
        locked[name].append(number)
        if not not_everywhere:
            everywhere.add(name)
    for name, numbers in locked.items():
        try:
            here = version(name)
        except PackageNotFoundError:
            if name in everywhere:
                yield f"{name} is missing"
            continue
        if here not in numbers:
            yield f"{name} is {here}, not {' or '.join(numbers)}"
