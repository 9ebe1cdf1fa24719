"""`make configure` writes a file that is right, once, for its owner alone."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from accounts import names
from golf_project import environment
from ops import configure

ROOT: Final = Path(__file__).parents[2]


def written(path: Path, *words: str) -> dict[str, str]:
    assert configure.main(["--yes", "--output", str(path), *words]) == 0
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def env(tmp_path: Path) -> Path:
    return tmp_path / "env"


def test_its_secrets_are_random_and_for_the_owner_alone(env: Path, tmp_path: Path) -> None:
    one, other = written(env), written(tmp_path / "other")
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    for name in (
        "SECRET_KEY",
        "POSTGRES_PASSWORD",
        "BACKUP_KEY",
        "METRICS_TOKEN",
        "ADMIN_PASSWORD",
        "GRAFANA_PASSWORD",
    ):
        assert len(one[name]) >= 16
        assert one[name] != other[name]
    assert len(one["SECRET_KEY"]) >= environment.SHORTEST_KEY


def test_it_never_writes_over_a_file(env: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env.write_text("SECRET_KEY=mine\n")
    assert configure.main(["--yes", "--output", str(env)]) == 1
    assert env.read_text() == "SECRET_KEY=mine\n"
    assert "stays as it is" in capsys.readouterr().err
    with pytest.raises(FileExistsError):
        configure.write(env, [])


def test_a_domain_has_its_own_certificate(env: Path) -> None:
    found = written(env, "--domain", "Golf.example.org", "--email", "me@example.org")
    assert found["SITE_URL"] == "https://golf.example.org"
    assert found["PROXY_ADDRESS"] == "golf.example.org"
    assert found["ACME_EMAIL"] == found["ADMIN_EMAIL"] == "me@example.org"
    assert (found["PUBLISH_HTTP"], found["PUBLISH_HTTPS"]) == ("80", "443")


def test_without_a_domain_it_is_reached_from_this_machine_only(env: Path) -> None:
    found = written(env, "--port", "8123")
    assert found["SITE_URL"] == "http://localhost:8123"
    assert found["PUBLISH_HTTP"] == "127.0.0.1:8123"
    assert "PROXY_ADDRESS" not in found


def test_behind_a_tunnel_the_one_in_front_is_believed(env: Path) -> None:
    found = written(env, "--domain", "golf.example.org", "--email", "me@example.org", "--tunnel")
    assert found["SITE_URL"] == "https://golf.example.org"
    assert found["PUBLISH_HTTP"].startswith("127.0.0.1:")
    assert found["PROXY_TRUSTS"] == "private_ranges"
    assert "PROXY_ADDRESS" not in found


def test_mail_goes_as_it_was_said(env: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = written(
        env,
        "--mail",
        "smtp",
        "--smtp",
        "mail.example.org:465",
        "--smtp-user",
        "me@x.org",
        "--smtp-password",
        "a/b#c",
    )
    monkeypatch.setenv("EMAIL_URL", found["EMAIL_URL"])
    mail = environment.mail("EMAIL_URL")
    assert (mail.host, mail.port, mail.user, mail.password, mail.ssl) == (
        "mail.example.org",
        465,
        "me@x.org",
        "a/b#c",
        True,
    )
    found = written(tmp_path / "other", "--mail", "resend", "--resend-key", "re_123")
    assert found["RESEND_API_KEY"] == "re_123"


@pytest.mark.parametrize(
    "words",
    [
        ["--domain", "golf"],
        ["--domain", "https://golf.example.org", "--email", "me@example.org"],
        ["--domain", "golf.example.org\nDEBUG=on", "--email", "me@example.org"],
        ["--domain", "golf.example.org"],
        ["--domain", "golf.example.org", "--email", "me"],
        ["--mail", "pigeon"],
        ["--mail", "smtp"],
        ["--mail", "resend"],
        ["--mail", "resend", "--resend-key", "a'b"],
        ["--admin", "a b"],
        ["--admin", "Admin"],
    ],
)
def test_a_wrong_answer_writes_nothing(
    env: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert configure.main(["--yes", "--output", str(env), *words]) == 1
    assert not env.exists()
    assert capsys.readouterr().err.startswith("configure: ")


def test_it_asks_for_what_no_option_says(env: Path) -> None:
    answers = configure._parser().parse_args(["--output", str(env)], configure.Answers())
    said = iter(["golf.example.org", "me@example.org", "smtp", "smtp.example.org", "me", "secret", ""])
    configure.ask(answers, lambda _question: next(said))
    lines = {name: value for _heading, part in configure.settings(answers) for name, value in part.items()}
    assert lines["EMAIL_URL"] == "smtp+tls://me:secret@smtp.example.org:587"
    assert lines["ADMIN_USERNAME"] == configure.ADMIN


def test_the_site_starts_with_what_it_writes(env: Path) -> None:
    written(env, "--domain", "golf.example.org", "--email", "me@example.org")
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env={"ENV_FILE": str(env), "DATABASE_URL": "postgres://golf@127.0.0.1/golf", "PATH": ""},
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.django_db
def test_the_administrator_has_a_name_that_somebody_may_have() -> None:
    assert set(names.RESERVED) == configure.NOBODYS
    assert names.checked(configure.ADMIN) == configure.ADMIN
    assert (names.SHORTEST, names.LONGEST) == (2, 24)


def test_it_needs_nothing_but_the_standard_library() -> None:
    run = subprocess.run(
        [sys.executable, "-S", "-m", "ops.configure", "--help"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        env={},
    )
    assert run.returncode == 0, run.stderr
