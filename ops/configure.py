"""Writes `.env` for `docker-compose.yml`: a few questions, and random secrets. Never over one that is there.

`python3 -m ops.configure`, or `make configure`. Options answer the questions; with `--yes` none is asked.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

DOMAIN: Final = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
EMAIL: Final = re.compile(r"[^@\s'\"$,<>]+@[^@\s'\"$,<>]+\.[a-z]{2,}", re.IGNORECASE)
PROVIDERS: Final = ("none", "smtp", "resend")
NOBODYS: Final = frozenset({
    "admin", "administrator", "anonymous", "caddie", "cpu", "dealer", "golf", "guest", "host", "mod", "moderator",
    "nobody", "official", "owner", "root", "staff", "support", "system", "team", "you",
    "sofia", "maya", "priya", "marcus", "kenji", "diego", "river", "sage",
})  # fmt: skip
"""Names that nobody may have (accounts/names.py)."""
ADMIN: Final = "greenkeeper"
PLAIN: Final = re.compile(r"[\w.:/@+,%=-]*")
"""Values that neither a shell, nor compose, nor the site reads otherwise than they stand there."""

SECRETS_TOLD: Final = """\
Secrets, made at random for this site. Keep a copy of this file somewhere else: without SECRET_KEY
# everybody is signed out, without BACKUP_KEY no backup can be read."""


class Refused(Exception):
    """An answer that cannot be right; says what would be."""


class Answers(argparse.Namespace):
    """What is known of the site."""

    domain: str | None
    email: str | None
    tunnel: bool
    port: int
    mail: str | None
    smtp: str | None
    smtp_user: str | None
    smtp_password: str | None
    resend_key: str | None
    resend_signing_secret: str | None
    admin: str | None
    output: Path
    yes: bool


def main(words: list[str]) -> int:
    """The exit code: 0 once the file is written."""
    answers = _parser().parse_args(words, Answers())
    if answers.output.exists():
        return _say(f"{answers.output} is there already, and stays as it is. Edit it, or move it away first.")
    try:
        if not answers.yes:
            ask(answers, input)
        write(answers.output, settings(answers))
    except (Refused, OSError) as refused:
        return _say(str(refused))
    except (EOFError, KeyboardInterrupt):
        return _say("Stopped: nothing is written.")
    print(_told(answers))
    return 0


def ask(answers: Answers, question: Callable[[str], str]) -> None:
    """Ask for what no option has said."""
    if answers.domain is None:
        answers.domain = question("Domain, such as golf.example.org (empty: only on this machine): ").strip()
    if answers.domain and answers.email is None:
        answers.email = question("Your e-mail address, for certificates and for people to write to: ").strip()
    if answers.mail is None:
        answers.mail = question("Mail by smtp, resend or none [none]: ").strip().lower() or "none"
    if answers.mail == "smtp":
        answers.smtp = answers.smtp or question("Mail server, such as smtp.example.org:587: ").strip()
        answers.smtp_user = answers.smtp_user or question("Its user: ").strip()
        answers.smtp_password = answers.smtp_password or question("Its password: ").strip()
    if answers.mail == "resend":
        answers.resend_key = answers.resend_key or question("API key of Resend: ").strip()
    if answers.admin is None:
        answers.admin = question(f"Your name as administrator [{ADMIN}]: ").strip() or ADMIN


def settings(answers: Answers) -> list[tuple[str, dict[str, str]]]:
    """What the file says, in parts with a heading each. Refused where an answer cannot be right."""
    domain = (answers.domain or "").lower()
    if domain and not DOMAIN.fullmatch(domain):
        raise Refused(f"{domain!r} is no domain such as golf.example.org.")
    email = answers.email or ""
    if (domain or email) and not EMAIL.fullmatch(email):
        raise Refused(f"{email!r} is no e-mail address.")
    admin = answers.admin or ADMIN
    if admin.lower() in NOBODYS or not 2 <= len(admin) <= 24:
        raise Refused(f"Nobody may be called {admin!r} here: another name of 2 to 24 characters.")
    parts = [
        ("Where the site is", _place(answers, domain, email)),
        (
            SECRETS_TOLD,
            {
                "SECRET_KEY": secrets.token_urlsafe(48),
                "POSTGRES_PASSWORD": secrets.token_urlsafe(24),
                "METRICS_TOKEN": secrets.token_urlsafe(24),
                "BACKUP_KEY": secrets.token_urlsafe(24),
                "GRAFANA_PASSWORD": secrets.token_urlsafe(12),
            },
        ),
        ("Mail", _mail(answers, domain, email)),
        (
            "The administrator, made at the first start. Take the password out once it is done.",
            {
                "ADMIN_USERNAME": admin,
                "ADMIN_EMAIL": email or "admin@localhost.localdomain",
                "ADMIN_PASSWORD": secrets.token_urlsafe(12),
            },
        ),
    ]
    for name, value in (line for _heading, lines in parts for line in lines.items()):
        if not PLAIN.fullmatch(value):
            raise Refused(f"{name} may have letters, digits and . : / @ + , % = _ - only, not {value!r}.")
    return parts


def write(path: Path, parts: list[tuple[str, dict[str, str]]]) -> None:
    """Write the file for its owner alone. FileExistsError where there is one by now."""
    lines = ["# Made by `make configure`. `.env.example` explains these settings, and knows more of them."]
    for heading, variables in parts:
        lines += ["", f"# {heading}", *(f"{name}={value}" for name, value in variables.items())]
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("\n".join(lines) + "\n")


def _place(answers: Answers, domain: str, email: str) -> dict[str, str]:
    """Where the site is reached, and by whom its proxy is."""
    if not domain:
        here = f"127.0.0.1:{answers.port}"
        return {"SITE_URL": f"http://localhost:{answers.port}", "PUBLISH_HTTP": here}
    if answers.tunnel:
        return {
            "SITE_URL": f"https://{domain}",
            "PUBLISH_HTTP": f"127.0.0.1:{answers.port}",
            "PROXY_TRUSTS": "private_ranges",
            "TRUSTED_PROXIES": "172.16.0.0/12,192.168.0.0/16,10.0.0.0/8",
        }
    return {
        "SITE_URL": f"https://{domain}",
        "PROXY_ADDRESS": domain,
        "PUBLISH_HTTP": "80",
        "PUBLISH_HTTPS": "443",
        "ACME_EMAIL": email,
    }


def _mail(answers: Answers, domain: str, email: str) -> dict[str, str]:
    sender = {"DEFAULT_FROM_EMAIL": f"golf@{domain}"} if domain else {}
    match answers.mail or "none":
        case "none":
            return {}
        case "resend" if answers.resend_key:
            signing = answers.resend_signing_secret
            more = {"RESEND_SIGNING_SECRET": signing} if signing else {}
            return {"RESEND_API_KEY": answers.resend_key} | more | sender
        case "smtp" if answers.smtp:
            host, _, port = answers.smtp.partition(":")
            scheme = "smtps" if port == "465" else "smtp+tls"
            user, password = (
                quote(answers.smtp_user or "", safe=""),
                quote(answers.smtp_password or "", safe=""),
            )
            return {"EMAIL_URL": f"{scheme}://{user}:{password}@{host}:{port or 587}"} | sender
        case "resend":
            raise Refused("Resend needs its API key (--resend-key).")
        case "smtp":
            raise Refused("SMTP needs its server (--smtp smtp.example.org:587).")
        case other:
            raise Refused(f"Mail goes by smtp, resend or none, not by {other!r}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make configure ARGS=…", description=__doc__)
    given = os.environ.get
    add = parser.add_argument
    add("--domain", default=given("GOLF_DOMAIN"), help="where people find the site; empty: on this machine")
    add("--email", default=given("GOLF_EMAIL"), help="of whoever runs it")
    add("--tunnel", action="store_true", help="something in front ends HTTPS: a tunnel, another proxy")
    add("--port", type=int, default=8000, help="on this machine, without a domain or with a tunnel (8000)")
    add("--mail", default=given("GOLF_MAIL"), help=f"one of {', '.join(PROVIDERS)}")
    add("--smtp", default=given("GOLF_SMTP"), help="mail server and port")
    add("--smtp-user", default=given("GOLF_SMTP_USER"))
    add("--smtp-password", default=given("GOLF_SMTP_PASSWORD"), help="better as GOLF_SMTP_PASSWORD")
    add("--resend-key", default=given("GOLF_RESEND_KEY"), help="better as GOLF_RESEND_KEY")
    add("--resend-signing-secret", default=given("GOLF_RESEND_SIGNING_SECRET"))
    add("--admin", default=given("GOLF_ADMIN"), help="the administrator's user name (greenkeeper)")
    add("--output", type=Path, default=Path(".env"), help="(.env)")
    add("--yes", action="store_true", help="ask nothing")
    return parser


def _told(answers: Answers) -> str:
    where = f"https://{answers.domain}" if answers.domain else f"http://localhost:{answers.port}"
    return (
        f"{answers.output} is written, for your eyes alone. `make up` starts {where};\n"
        f"the administrator is {answers.admin or ADMIN}, with the ADMIN_PASSWORD that stands there."
    )


def _say(sentence: str) -> int:
    print(f"configure: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
