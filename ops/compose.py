"""Asks Docker Compose for what the other tools here need. A failure is a sentence, and nothing of a secret in it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
ASK_READY: Final = """\
import json, sys, urllib.error, urllib.request
try:
    urllib.request.urlopen("http://127.0.0.1:8000/health/ready", timeout=5)
except urllib.error.HTTPError as error:
    sys.exit(", ".join(json.load(error).get("failing", [])) or str(error.code))
except OSError as error:
    sys.exit(type(error).__name__)
"""
"""Run inside a web container, where there is Python and nothing else that could ask."""


class ComposeFailed(Exception):
    """What Docker said; or that it is not there."""


class Compose:
    """The project of docker-compose.yml, or one of another name with another `.env` beside it."""

    def __init__(self, env_file: Path | None = None, project: str = "") -> None:
        self._words = ["docker", "compose"]
        self.environment = dict(os.environ)
        if env_file is not None:
            self._words += ["--env-file", str(env_file)]
            self.environment["ENV_FILE"] = str(env_file)
        if project:
            self._words += ["--project-name", project]

    def __call__(self, *words: str, patience: float = 900) -> str:
        """What `docker compose` prints. ComposeFailed where it fails."""
        return self._run([*self._words, *words], patience)

    def docker(self, *words: str, patience: float = 300, given: str | None = None) -> str:
        """What `docker` prints; it may read what is given. ComposeFailed where it fails."""
        return self._run(["docker", *words], patience, given)

    def image(self, service: str) -> str:
        """The name of the image that a service's next container gets."""
        found: dict[str, Any] = json.loads(self("--profile", "*", "config", "--format", "json"))
        return str(found["services"][service]["image"])

    def containers(self, service: str) -> list[str]:
        """The ids of a service's containers that run, the oldest first."""
        found: list[dict[str, Any]] = [
            json.loads(line) for line in self("ps", "--format", "json", service).splitlines() if line
        ]
        # Their numbers only ever grow.
        return [one["ID"] for one in sorted(found, key=lambda one: int(one["Name"].rpartition("-")[2]))]

    def health(self, container: str) -> str:
        """`healthy`, `starting`, `unhealthy`; or how it is where nobody looks."""
        form = "{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}"
        return self.docker("inspect", "--format", form, container).strip()

    def not_ready(self, container: str) -> str:
        """Why a web process is not ready to be given work; empty: it is."""
        words = ["docker", "exec", container, "python", "-c", ASK_READY]
        ran = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)
        return ran.stderr.strip().splitlines()[-1] if ran.returncode and ran.stderr.strip() else ""

    def _run(self, words: Sequence[str], patience: float, given: str | None = None) -> str:
        try:
            ran = subprocess.run(
                words,
                cwd=ROOT,
                env=self.environment,
                input=given,
                capture_output=True,
                text=True,
                timeout=patience,
                check=False,
            )
        except FileNotFoundError:
            raise ComposeFailed("There is no Docker here.") from None
        except subprocess.TimeoutExpired:
            raise ComposeFailed(f"{' '.join(words[:6])} took longer than {patience:.0f} s.") from None
        if ran.returncode:
            said = (ran.stderr.strip() or ran.stdout.strip()).splitlines()[-8:]
            raise ComposeFailed("\n".join([f"{' '.join(words[:8])}: exit code {ran.returncode}", *said]))
        return ran.stdout


def until(holds: Callable[[], object], seconds: float, what: str) -> float:
    """Wait until it holds; the seconds that this took. ComposeFailed where it does not in time."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > seconds:
            raise ComposeFailed(f"{what}: not within {seconds:.0f} s.")
        time.sleep(0.25)
    return time.monotonic() - begun
