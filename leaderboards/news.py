"""News of results. This app knows of nobody who looks after the site: whoever wants to hear connects to these."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal

folded: Final = Signal()
"""`users`: the ids of those of whom results have just been stored. Heard within the transaction."""
