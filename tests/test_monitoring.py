"""Dashboards and alerts: every metric that they name is measured, and every alert says what to do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

import django_prometheus.middleware
import pytest
import yaml
from prometheus_client import REGISTRY

ROOT: Final = Path(__file__).parent.parent
MONITORING: Final = ROOT / "ops" / "monitoring"
DASHBOARDS: Final = sorted(MONITORING.glob("grafana/dashboards/*.json"))
METRIC: Final = re.compile(r"\b(?:golf|django|process)_\w+")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((MONITORING / "rules.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> Iterator[dict[str, Any]]:
    for path in DASHBOARDS:
        yield from json.loads(path.read_text())["panels"]


def measured() -> set[str]:
    """The names of all samples that a process may give."""
    django_prometheus.middleware.Metrics.get_instance()
    return set(REGISTRY._names_to_collectors)


def expressions() -> list[str]:
    asked = [target["expr"] for panel in panels() for target in panel["targets"]]
    return asked + [rule["expr"] for rule in rules()]


def test_all_that_is_asked_for_is_measured() -> None:
    assert len(expressions()) > 40
    known = measured()
    for expression in expressions():
        named = METRIC.findall(expression) or re.findall(r"\bup\b", expression)
        assert named, expression
        assert not [name for name in named if name != "up" and name not in known], expression


def test_all_that_the_site_itself_measures_is_shown() -> None:
    shown = " ".join(expressions())
    own = {name for name in measured() if name.startswith("golf_")}
    families = {re.sub(r"_(total|created|bucket|sum|count)$", "", name) for name in own}
    assert not {family for family in families if family not in shown}


def test_there_are_three_dashboards_with_a_name_for_every_panel() -> None:
    assert [path.stem for path in DASHBOARDS] == ["growth", "platform", "play"]
    assert all(panel["title"] and panel["datasource"]["uid"] == "prometheus" for panel in panels())
    assert len({json.loads(path.read_text())["uid"] for path in DASHBOARDS}) == 3


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_no_panel_lies_on_another(path: Path) -> None:
    taken: list[tuple[int, int]] = []
    for panel in json.loads(path.read_text())["panels"]:
        at = panel["gridPos"]
        taken += product(range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"]))
    assert len(taken) == len(set(taken))
    assert max(x for x, _y in taken) < 24


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_every_alert_leads_to_a_page_that_says_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["for"]
    assert rule["annotations"]["summary"].endswith(".")
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert anchor == rule["alert"].lower()
    assert re.search(rf"^### {rule['alert']}$", (ROOT / page).read_text(), re.MULTILINE)


def test_whoever_is_to_be_told_of_an_alert_is_told() -> None:
    alerting = yaml.safe_load((MONITORING / "prometheus.yml").read_text())["alerting"]
    ((asked,),) = [one["dns_sd_configs"] for one in alerting["alertmanagers"]]
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][asked["names"][0]]
    assert f"127.0.0.1:{asked['port']}/" in service["healthcheck"]["test"][-1]
    assert "monitoring" in service["networks"]

    told = yaml.safe_load((MONITORING / "alertmanager.example.yml").read_text())
    receivers = {one["name"]: one["email_configs"] for one in told["receivers"]}
    routes = [told["route"], *told["route"]["routes"]]
    assert [receivers[route["receiver"]] for route in routes]
    assert {matcher for route in routes for matcher in route.get("matchers", [])} == {'severity="page"'}


@pytest.mark.skipif(not shutil.which("promtool"), reason="there is no promtool here")
@pytest.mark.parametrize("words", [["rules", "rules.yml"], ["config", "--syntax-only", "prometheus.yml"]])
def test_promtool_takes_them(words: list[str]) -> None:
    done = subprocess.run(
        ["promtool", "check", *words], cwd=MONITORING, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
