"""A deploy puts a new process beside the old one first, and touches nothing where the new one does not get ready."""

from __future__ import annotations

import pytest

from ops import compose, deploy


class FakeCompose(compose.Compose):
    """Docker as far as a deploy sees it: web containers by their ids, and all that it was asked for."""

    def __init__(self, *, webs: int = 2, ready: bool = True) -> None:
        self.webs = [f"old{number}" for number in range(webs)]
        self.ready = ready
        self.asked: list[str] = []
        self._made = 0

    def __call__(self, *words: str, patience: float = 0) -> str:
        self.asked.append(" ".join(words))
        if "--scale" in words:
            self._made += 1
            self.webs.append(f"new{self._made}")
        return ""

    def docker(self, *words: str, patience: float = 0, given: str | None = None) -> str:
        self.asked.append(" ".join(words))
        if words[0] == "rm":
            self.webs.remove(words[-1])
        return "sha256:runs\n" if words[0] == "inspect" else ""

    def image(self, service: str) -> str:
        return "golf"

    def containers(self, service: str) -> list[str]:
        return list(self.webs) if service == "web" else [service]

    def health(self, container: str) -> str:
        return "healthy"

    def not_ready(self, container: str) -> str:
        return "" if self.ready or container.startswith("old") else "migrations"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploy, "SEEN_SECONDS", 0.0)
    monkeypatch.setattr(deploy, "PATIENCE", 0.0)


def test_a_new_process_is_there_before_an_old_one_goes() -> None:
    docker = FakeCompose()
    told: list[str] = []
    deploy.deploy(docker, told.append)
    webs = [line for line in docker.asked if "--scale" in line or line.startswith("stop")]
    scale = "up --detach --no-deps --no-build --no-recreate --scale web=3 web"
    assert webs == [scale, "stop --time 15 old0", scale, "stop --time 15 old1"]
    assert docker.webs == ["new1", "new2"]
    assert told[-1] == "done"


def test_tables_are_migrated_before_any_process_is_replaced() -> None:
    docker = FakeCompose()
    deploy.deploy(docker, lambda _line: None)
    order = [
        docker.asked.index(line)
        for line in ("tag sha256:runs golf:before", "build", "run --rm --no-deps migrate")
    ]
    assert order == sorted(order)
    assert order[-1] < next(number for number, line in enumerate(docker.asked) if "--scale" in line)


def test_what_does_not_get_ready_is_taken_away_and_the_old_one_serves_on() -> None:
    docker = FakeCompose(ready=False)
    with pytest.raises(compose.ComposeFailed, match=r"It says: migrations\. It is gone again"):
        deploy.deploy(docker, lambda _line: None)
    assert docker.webs == ["old0", "old1"]
    assert not any(line.startswith("stop") for line in docker.asked)
    assert docker.asked[-1] == "tag sha256:runs golf", "what is started next is what works"
    assert not any(service in line for line in docker.asked for service in deploy.AFTER_THEM)


def test_a_site_that_does_not_run_is_not_deployed() -> None:
    docker = FakeCompose(webs=0)
    with pytest.raises(compose.ComposeFailed, match="make up"):
        deploy.deploy(docker, lambda _line: None)
    assert docker.asked == []


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        ("golf", "golf:before"),
        ("golf:8", "golf:before"),
        ("registry:5000/golf", "registry:5000/golf:before"),
        ("registry:5000/golf:8", "registry:5000/golf:before"),
    ],
)
def test_the_version_before_is_kept_under_the_name_of_the_image(image: str, kept: str) -> None:
    assert deploy.before(image) == kept


def test_going_back_takes_the_version_before(monkeypatch: pytest.MonkeyPatch) -> None:
    docker = FakeCompose(webs=1)
    monkeypatch.setattr(deploy, "Compose", lambda *_given: docker)
    assert deploy.main(["--back"]) == 0
    assert docker.asked[0] == "tag golf:before golf"
    assert "build" not in docker.asked
    assert docker.webs == ["new1"]


def test_without_docker_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert deploy.main(["--no-build"]) == 1
    assert capsys.readouterr().err == "deploy: There is no Docker here.\n"
