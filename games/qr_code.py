"""QR codes of links, drawn as the site draws everything: ink on paper, by day and by night, so that they scan."""

from __future__ import annotations

import io
from typing import Final

import segno

INK: Final = "#1b2723"
PAPER: Final = "#fffdf8"
QUIET_ZONE: Final = 4
"""Modules of empty paper round a code; fewer, and some phones do not find it."""


def drawn(address: str) -> bytes:
    """The address as a QR code, an SVG that is as large as it is shown."""
    code = segno.make_qr(address, error="m")
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        border=QUIET_ZONE,
        dark=INK,
        light=PAPER,
        omitsize=True,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    return out.getvalue()
