"""A file that a living process touches, so that whoever watches it without asking (Docker) sees that it lives."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)


def beat() -> None:
    """Touch PULSE_FILE, where there is to be one. A disk that is full harms nobody here."""
    if settings.PULSE_FILE:
        try:
            Path(settings.PULSE_FILE).touch()
        except OSError as error:
            log.warning("the pulse cannot be written: %s", type(error).__name__)
