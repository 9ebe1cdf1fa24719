"""The manifests: right by Kubernetes' own schemas, and what each process of the site needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import kubernetes_validate
import pytest
import yaml

from tests.test_monitoring import measured

ROOT: Final = Path(__file__).parent.parent.parent
FOLDER: Final = ROOT / "ops" / "kubernetes"
FILES: Final = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "kustomization.yaml")
VERSION: Final = "1.35"
PARTS: Final = ("web", "clock", "worker", "beat")


def resources(path: Path) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(path.read_text()) if one]


def one(kind: str, name: str) -> dict[str, Any]:
    (found,) = [
        resource
        for path in FILES
        for resource in resources(path)
        if (resource["kind"], resource["metadata"]["name"]) == (kind, name)
    ]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_they_are_right_to_the_letter(path: Path) -> None:
    for resource in resources(path):
        kubernetes_validate.validate(resource, VERSION, strict=True)


def test_a_field_that_there_is_not_would_be_found() -> None:
    broken = one("Deployment", "web") | {"replicas": 3}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSION, strict=True)


def test_all_files_are_applied() -> None:
    kustomization = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    assert sorted(kustomization["resources"]) == [path.name for path in FILES]


@pytest.mark.parametrize("name", PARTS)
def test_each_part_has_its_probes_its_budget_and_little_power(name: str) -> None:
    pod = one("Deployment", name)["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["terminationGracePeriodSeconds"] > 8
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["resources"]["limits"]["memory"]
    assert container["livenessProbe"]
    selector = one("Deployment", name)["spec"]["selector"]
    assert one("PodDisruptionBudget", name)["spec"]["selector"] == selector
    labels = one("Deployment", name)["spec"]["template"]["metadata"]["labels"]
    assert selector["matchLabels"].items() <= labels.items()


def test_web_grows_by_processor_time_and_by_sockets_that_are_measured() -> None:
    spec = one("HorizontalPodAutoscaler", "web")["spec"]
    assert "replicas" not in one("Deployment", "web")["spec"]
    resource, pods = spec["metrics"]
    assert resource["resource"]["name"] == "cpu"
    assert pods["pods"]["metric"]["name"] in measured()


def test_settings_are_those_that_there_are_and_no_secret_is_among_them() -> None:
    known = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    named = {
        file: set(re.findall(r"^([A-Z_]+)=", (FOLDER / file).read_text(), re.MULTILINE))
        for file in ("settings.env", "secrets.env.example")
    }
    assert named["settings.env"] <= known
    assert named["secrets.env.example"] - {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} <= known
    assert not {"SECRET_KEY", "DATABASE_URL", "METRICS_TOKEN"} & named["settings.env"]
    assert not (FOLDER / "secrets.env").exists()
