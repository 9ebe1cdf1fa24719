"""An ES module and all that it imports as one, in which each keeps its private names to itself.

Our modules have one form, and any other is refused: imports of names from files beside them, exports of functions,
classes and constants where they are declared, and no circle. So each becomes a function that is called once, after
those that it needs, and gives back what it exports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from golf_project.bundles.lines import BundleError, bare, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IMPORT: Final = re.compile(r'^import \{([^{}]*)\} from "\./([a-z0-9-]+\.js)";\n', re.MULTILINE)
EXPORT: Final = re.compile(
    r"^export (?=(?:(?:async )?function\*? ?|class |const )([A-Za-z_$][\w$]*))", re.MULTILINE
)
NAME: Final = re.compile(r"(\w+)(?: as (\w+))?")
OTHER_FORMS: Final = re.compile(r"^(?:import|export|await)\b.*|\bimport ?[(.].*", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """A module taken apart. `imports` has for each file the names as they are there and as they are here."""

    name: str
    imports: dict[str, dict[str, str]]
    exports: tuple[str, ...]
    body: str


def join(folder: Path, entry: str) -> str:
    """One module that does what `entry` does, for all modules of this folder."""
    return "".join(_wrapped(module) for module in in_order(folder, entry))


def in_order(folder: Path, entry: str) -> list[Module]:
    """The module and all that it imports, each after those that it needs itself."""
    found: dict[str, Module] = {}
    _collect(folder, entry, (), found)
    return list(found.values())


def _collect(folder: Path, name: str, on_the_way: tuple[str, ...], found: dict[str, Module]) -> None:
    if name in on_the_way:
        raise BundleError(f"{name}: imports itself, by way of {' and '.join(on_the_way)}")
    if name in found:
        return
    module = taken_apart(name, read(folder / name))
    for needed, names in module.imports.items():
        _collect(folder, needed, (*on_the_way, name), found)
        if missing := [there for there in names if there not in found[needed].exports]:
            raise BundleError(f"{name}: {needed} does not export {', '.join(missing)}")
    found[name] = module


def taken_apart(name: str, source: str) -> Module:
    """The parts of a module; BundleError where it has another form than ours."""
    code = bare(name, source)
    imports: dict[str, dict[str, str]] = {}
    for names, needed in IMPORT.findall(code):
        imports.setdefault(needed, {}).update(_named(names, name))
    exports = tuple(EXPORT.findall(code))
    body = EXPORT.sub("", IMPORT.sub("", code))
    if other := OTHER_FORMS.search(body):
        raise BundleError(f"{name}: cannot be joined because of {other[0]!r}")
    return Module(name, imports, exports, body)


def _named(names: str, where: str) -> Iterator[tuple[str, str]]:
    """Pairs of a name there and here, from what stands between the braces."""
    for part in filter(None, (part.strip() for part in names.split(","))):
        match = NAME.fullmatch(part)
        if match is None:
            raise BundleError(f"{where}: cannot be joined because of the import {part!r}")
        yield match[1], match[2] or match[1]


def _wrapped(module: Module) -> str:
    taken = [
        f"const {{ {', '.join(_renamed(*pair) for pair in names.items())} }} = {_constant(needed)};\n"
        for needed, names in module.imports.items()
    ]
    given = f"return {{ {', '.join(module.exports)} }};\n" if module.exports else ""
    return f"const {_constant(module.name)} = (() => {{\n{''.join(taken)}{module.body}{given}}})();\n"


def _renamed(there: str, here: str) -> str:
    return there if there == here else f"{there}: {here}"


def _constant(name: str) -> str:
    """What a module is called in the bundle."""
    return "$" + name.removesuffix(".js").replace("-", "_")
