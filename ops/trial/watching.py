"""Prometheus beside the site, with the files of ops/monitoring."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any, Final

from ops.compose import ROOT, ComposeFailed, until
from ops.trial.site import Seen, Trial

SCRAPED: Final = ("web", "clock")
SEEN_SECONDS: Final = 300
DASHBOARDS: Final = ROOT / "ops/monitoring/grafana/dashboards"


def monitor(trial: Trial) -> Seen:
    """It finds every process that answers for itself, can evaluate every rule, and answers all that dashboards ask."""
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
    answers = [_asked(trial, f"query?query={urllib.parse.quote(query)}")["result"] for query in queries()]
    yield (
        "what the dashboards ask",
        f"{len(answers)} queries, all answered, {sum(map(bool, answers))} with figures",
    )
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


def queries() -> list[str]:
    """What Grafana asks for the dashboards, with a minute where it puts a span of its own."""
    boards = [json.loads(path.read_text()) for path in sorted(DASHBOARDS.glob("*.json"))]
    targets = [target for board in boards for panel in board["panels"] for target in panel["targets"]]
    return [target["expr"].replace("$__rate_interval", "1m") for target in targets]


def _asked(trial: Trial, what: str) -> Any:
    words = ("exec", "-T", "prometheus", "wget", "-q", "-O", "-", f"http://127.0.0.1:9090/api/v1/{what}")
    return json.loads(trial.compose(*words))["data"]
