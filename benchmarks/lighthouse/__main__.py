"""`make lighthouse`: judge the pages several times, and print the best of each; Lighthouse comes with `npm ci` here."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from benchmarks.lighthouse.site import running, sit_down

HERE: Final = Path(__file__).resolve().parent
PROGRAM: Final = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
PAGES: Final = {"home": "/", "learn": "/learn/", "rules": "/rules/"}
MEASURES: Final = {
    "first paint": "first-contentful-paint",
    "largest paint": "largest-contentful-paint",
    "blocked": "total-blocking-time",
    "shift": "cumulative-layout-shift",
}
WORST: Final = 0.995
"""Audits below this are named, where they count."""


def main() -> None:
    """All pages, and a table that somebody sits at."""
    parser = argparse.ArgumentParser(prog="make lighthouse")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=[*PAGES, "table"], action="append")
    given = parser.parse_args()
    if not PROGRAM.exists():
        subprocess.run(["npm", "ci", "--silent"], cwd=HERE, check=True)
    with tempfile.TemporaryDirectory() as name, running(Path(name)) as address:
        seat = sit_down(address)
        pages = {page: (address + path, "") for page, path in PAGES.items()}
        pages["table"] = (seat.address, seat.cookies)
        for page, (url, cookies) in pages.items():
            if not given.only or page in given.only:
                judgements = [_judged(url, cookies, Path(name)) for _run in range(given.runs)]
                _report(page, max(judgements, key=_scores))


def _judged(url: str, cookies: str, folder: Path) -> dict[str, Any]:
    """What Lighthouse says of this page on a phone with a slow line, which it simulates."""
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("lighthouse: no Chromium (CHROMIUM says where one is)")
    (folder / "headers.json").write_text(json.dumps({"Cookie": cookies} if cookies else {}))
    command = [
        "node", str(PROGRAM), url, "--quiet", "--output=json", f"--output-path={folder / 'report.json'}",
        f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={folder / 'headers.json'}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]  # fmt: skip
    subprocess.run(command, env=os.environ | {"CHROME_PATH": browser}, check=True)
    judgement: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return judgement


def _scores(judgement: dict[str, Any]) -> list[int]:
    return [round(100 * (judgement["categories"][name]["score"] or 0)) for name in CATEGORIES]


def _report(page: str, judgement: dict[str, Any]) -> None:
    scores = ", ".join(f"{name} {score}" for name, score in zip(CATEGORIES, _scores(judgement), strict=True))
    audits = judgement["audits"]
    measures = ", ".join(f"{name} {audits[key]['displayValue']}" for name, key in MEASURES.items())
    print(f"{page}: {scores}\n  {measures}", flush=True)
    for category in CATEGORIES[1:]:
        for reference in judgement["categories"][category]["auditRefs"]:
            audit = audits[reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < WORST:
                print(f"  {category}: {audit['title']}", flush=True)


if __name__ == "__main__":
    main()
