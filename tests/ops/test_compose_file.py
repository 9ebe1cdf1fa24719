"""docker-compose.yml keeps its promises: contained, limited, without a default secret. No Docker is needed for that."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from ops import configure

ROOT: Final = Path(__file__).parents[2]
TEXT: Final = (ROOT / "docker-compose.yml").read_text()
FILE: Final[dict[str, Any]] = yaml.safe_load(TEXT)
SERVICES: Final[dict[str, dict[str, Any]]] = FILE["services"]
ONCE: Final = {"migrate"}
"""What does its work and ends."""
ROLES: Final = {"web", "clock", "worker", "beat", "migrate"}
STORES: Final = {"postgres", "redis"}
USUAL: Final = {name for name, service in SERVICES.items() if not service.get("profiles")}
"""What runs without any profile."""


def megabytes(limit: str) -> int:
    found = re.fullmatch(r"(\d+)m", limit)
    assert found is not None, limit
    return int(found[1])


def test_every_part_of_the_site_is_there() -> None:
    assert {"proxy", *ROLES, *STORES} <= USUAL


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_do_little_but_its_work(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    user, _, group = service["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert not {"privileged", "pid", "ipc", "network_mode", "devices"} & set(service)
    assert not any("docker.sock" in str(volume) for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_its_limits_and_is_started_again(name: str) -> None:
    service = SERVICES[name]
    assert megabytes(service["mem_limit"]) >= 64
    assert service["pids_limit"] <= 200
    assert service["logging"]["options"]["max-size"] == "10m"
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")
    assert name in ONCE or "healthcheck" in service or service.get("profiles")


def test_all_limits_together_fit_a_machine_of_two_gigabytes() -> None:
    # What migrate needs is over before the others begin.
    assert sum(megabytes(SERVICES[name]["mem_limit"]) for name in USUAL - ONCE) <= 1850


def test_images_are_pinned_or_built_here() -> None:
    for name, service in SERVICES.items():
        image = re.sub(r"\$\{\w+:-(.*)\}", r"\1", service["image"])
        if service.get("pull_policy") == "never":
            assert image in {"golf", "golf-proxy"}, name
        else:
            assert re.search(r":v?\d+[\w.-]*$", image), f"{name}: {image}"


def test_the_stores_are_reached_from_inside_only() -> None:
    assert FILE["networks"]["stores"] == {"internal": True}
    for name in STORES:
        assert SERVICES[name]["networks"] == ["stores"]
        assert "ports" not in SERVICES[name]
    assert "stores" not in SERVICES["proxy"]["networks"]
    assert {name for name in USUAL if "ports" in SERVICES[name]} == {"proxy"}
    assert SERVICES["grafana"]["ports"] == ["${PUBLISH_GRAFANA:-127.0.0.1:3000}:3000"]


def test_nothing_but_proxy_and_web_is_where_proxies_are_believed() -> None:
    assert {name for name, service in SERVICES.items() if "edge" in service["networks"]} <= {
        "proxy",
        "web",
        "prometheus",
    }
    assert "${EDGE_NETWORK:-172.30.57.0/24}" in FILE["x-golf"]["environment"]["TRUSTED_PROXIES"]
    assert FILE["networks"]["edge"]["ipam"]["config"] == [{"subnet": "${EDGE_NETWORK:-172.30.57.0/24}"}]


def test_tables_are_there_before_anything_else_of_the_site() -> None:
    for name in ROLES - ONCE:
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    for store in STORES:
        assert SERVICES["migrate"]["depends_on"][store] == {"condition": "service_healthy"}
    assert SERVICES["proxy"]["depends_on"] == {"web": {"condition": "service_healthy"}}
    assert "migrate" not in SERVICES["migrate"]["depends_on"]


def test_no_secret_has_a_default() -> None:
    secret = re.compile(r"\$\{(\w*(?:KEY|PASSWORD|SECRET|TOKEN|DSN)\w*):?-([^}]*)\}")
    found = secret.findall(TEXT)
    assert [name for name, default in found if default] == []
    assert "POSTGRES_PASSWORD" in {name for name, _default in found}


def test_a_web_process_has_longer_to_end_than_it_takes() -> None:
    for name in ("web", "clock"):
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > 8


def test_the_proxy_believes_in_a_silent_line_about_as_long_as_the_board() -> None:
    """Linux waits 0.2 seconds for the first acknowledgement, and each time twice as long as before."""
    retries = SERVICES["proxy"]["sysctls"]["net.ipv4.tcp_retries2"]
    waits = sum(0.2 * 2**n for n in range(retries + 1))
    found = re.search(r"^const SILENCE = ([\d_]+);", (ROOT / "static/js/socket.js").read_text(), re.MULTILINE)
    assert found is not None
    assert waits == pytest.approx(int(found[1]) / 1000, rel=0.1)


def test_the_image_adds_no_syntax_line_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert not any(line.replace(" ", "").startswith("#syntax=") for line in lines)
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001:10001"] * 2
    assert any("--require-hashes" in line for line in lines)


def test_compose_reads_the_file_with_what_configure_writes(tmp_path: Path) -> None:
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no docker compose here")
    path = tmp_path / "env"
    assert (
        configure.main(
            ["--yes", "--domain", "golf.example.org", "--email", "me@example.org", "--output", str(path)]
        )
        == 0
    )
    words = ["docker", "compose", "--env-file", str(path), "--profile", "*", "config", "--quiet"]
    run = subprocess.run(
        words, cwd=ROOT, env=os.environ | {"ENV_FILE": str(path)}, capture_output=True, check=False, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
