"""All portraits as one drawing, of which `portraits.svg#maya` shows one; without a known name it is the person's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from golf_project.bundles.lines import BundleError, read

FIRST: Final = "person"
SIZE: Final = 120
"""Width and height that each portrait is drawn for."""
DRAWING: Final = re.compile(rf'<svg xmlns="[^"]*" viewBox="0 0 {SIZE} {SIZE}">(.*)</svg>\s*', re.DOTALL)
IDS: Final = re.compile(r'(\bid="|url\(#)')


def join(folder: Path) -> str:
    """The portraits one below the other, each with a view of its own."""
    names = sorted((path.stem for path in folder.glob("*.svg")), key=lambda name: (name != FIRST, name))
    parts = [_part(name, read(folder / f"{name}.svg"), row * SIZE) for row, name in enumerate(names)]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">\n{"".join(parts)}</svg>\n'


def _part(name: str, source: str, top: int) -> str:
    drawing = DRAWING.fullmatch(source)
    if drawing is None:
        raise BundleError(
            f"{name}.svg: a portrait is drawn in viewBox 0 0 {SIZE} {SIZE}, with nothing around it"
        )
    own = IDS.sub(rf"\g<1>{name}-", drawing[1])
    return (
        f'<view id="{name}" viewBox="0 {top} {SIZE} {SIZE}"/>'
        f'<svg y="{top}" width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}">{own}</svg>\n'
    )
