"""The catalogues are complete: every sentence of the sources, in every language, and as compiled."""

from __future__ import annotations

import pytest

from tests.kit import services
from tests.languages import catalogues, extraction


def test_what_is_translated_is_right_and_compiled() -> None:
    wrong = [line for line in catalogues.findings() if ": not translated: " not in line]
    assert wrong == []


@pytest.mark.gettext
def test_every_sentence_is_in_every_catalogue_and_translated() -> None:
    """Away from CI a sentence may still wait for its translators: it is shown in English until then."""
    missing = [*catalogues.differences(extraction.extract()), *catalogues.findings()]
    if missing and not services.in_ci():
        pytest.skip(f"{len(missing)} things for `make messages` and its translators, such as {missing[0]}")
    assert missing == []
