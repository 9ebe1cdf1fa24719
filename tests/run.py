"""Run the whole suite: first what touches PostgreSQL or Redis, where they answer; then the rest, on SQLite.

`python -m tests.run`, with pytest's own options behind it. It ends with pytest's closing line, and a run that
fails is the last. Which tests are of both runs: tests/conftest.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.kit import services

NOTHING_COLLECTED = 5


def main(options: list[str]) -> int:
    """The exit code of the suite."""
    found = (services.postgres(), services.redis_server())
    for service in found:
        say(f"found {services.without_password(service.at)}" if service.at else f"skipped: {service.missing}")
    if not any(service.at for service in found):
        say("everything, on SQLite")
        return _pytest("sqlite", options)
    say("what touches the database or Redis, on these")
    code = _pytest("real", options)
    if code not in {0, NOTHING_COLLECTED}:
        return code
    say("the rest, and what both databases have to do, on SQLite")
    rest = _pytest("sqlite", ["--rest", *options])
    return code if rest == NOTHING_COLLECTED else rest


def say(sentence: str) -> None:
    """Print a line before pytest prints its own."""
    print(f"tests: {sentence}", flush=True)


def _pytest(on: str, options: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", *options]
    return subprocess.run(command, env=os.environ | {"GOLF_TEST_SERVICES": on}, check=False).returncode


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="golf-bytecode-") as bytecode:
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
            # None beside the sources, then; but dozens of processes need not compile everything anew.
            os.environ["PYTHONPYCACHEPREFIX"] = bytecode
        sys.exit(main(sys.argv[1:]))
