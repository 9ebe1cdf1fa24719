"""`make messages`: bring the catalogues up to date with the sources, and say what is left to translate.

With `--check` nothing is written, and the exit code is 1 where anything is missing, left over or amiss.
"""

from __future__ import annotations

import sys

from tests.languages import catalogues, extraction


def main(options: list[str]) -> int:
    """The exit code."""
    if missing := extraction.missing_program():
        print(f"messages: {missing}", file=sys.stderr)
        return 1
    found = extraction.extract()
    if options == ["--check"]:
        lines = [*catalogues.differences(found), *catalogues.findings()]
    else:
        catalogues.bring_up_to_date(found)
        lines = list(catalogues.findings())
    for line in lines:
        print(line)
    sentences = sum(len(found[domain]) for domain in found)
    print(
        f"messages: {sentences} sentences in {len(catalogues.PLURALS)} languages, {len(lines)} things to do"
    )
    return 1 if lines and options == ["--check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
