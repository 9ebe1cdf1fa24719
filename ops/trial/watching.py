"""Prometheus beside the site, with the files of ops/monitoring."""

from __future__ import annotations

import json
from typing import Any, Final

from ops.compose import ComposeFailed, until
from ops.trial.site import Seen, Trial

SCRAPED: Final = ("web", "clock")
SEEN_SECONDS: Final = 90


def monitor(trial: Trial) -> Seen:
    """It finds every process that answers for itself, and can evaluate every rule."""
    if not _is_to_be_had(trial):
        yield "Prometheus", "not shown, as there is no image of it here, and none can be fetched"
        return
    trial.compose("up", "--detach", "--wait", "--no-deps", "--no-build", "prometheus")
    processes = sum(len(trial.compose.containers(service)) for service in SCRAPED)
    until(
        lambda: len(_answering(trial)) == processes,
        SEEN_SECONDS,
        f"not all {processes} processes are scraped",
    )
    until(lambda: not _unsound(trial), SEEN_SECONDS, f"rules that cannot be evaluated: {_unsound(trial)}")
    yield "Prometheus", f"scrapes {processes} processes, evaluates {len(_rules(trial))} rules"
    trial.compose("rm", "--force", "--stop", "prometheus")


def _is_to_be_had(trial: Trial) -> bool:
    image = trial.compose.image("prometheus")
    for words in (("image", "inspect", image), ("pull", "--quiet", image)):
        try:
            trial.compose.docker(*words, patience=600)
        except ComposeFailed:
            continue
        return True
    return False


def _answering(trial: Trial) -> list[str]:
    """The addresses of the processes that it has scraped."""
    targets = _asked(trial, "targets?state=active")["activeTargets"]
    return [target["scrapeUrl"] for target in targets if target["health"] == "up"]


def _rules(trial: Trial) -> list[dict[str, Any]]:
    return [rule for group in _asked(trial, "rules")["groups"] for rule in group["rules"]]


def _unsound(trial: Trial) -> list[str]:
    """The names of the rules that it could not evaluate, or has not yet."""
    return [rule["name"] for rule in _rules(trial) if rule["health"] != "ok"]


def _asked(trial: Trial, what: str) -> Any:
    words = ("exec", "-T", "prometheus", "wget", "-q", "-O", "-", f"http://127.0.0.1:9090/api/v1/{what}")
    return json.loads(trial.compose(*words))["data"]
