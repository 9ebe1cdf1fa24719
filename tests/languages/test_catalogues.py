"""The catalogues are complete: every sentence of the sources, in every language, and as compiled."""

from __future__ import annotations

import pytest

from tests.languages import catalogues, extraction


def test_what_is_translated_is_right_and_compiled() -> None:
    wrong = [line for line in catalogues.findings() if ": not translated: " not in line]
    assert wrong == []


@pytest.mark.gettext
def test_every_sentence_is_in_every_catalogue_and_translated() -> None:
    assert [*catalogues.differences(extraction.extract()), *catalogues.findings()] == []
