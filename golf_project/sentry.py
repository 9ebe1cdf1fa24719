"""Errors to Sentry, where SENTRY_DSN names one: what went wrong and where in the code, and nothing of anybody.

A report is made anew from the parts that are listed here. A value that an error speaks of may be a card, a name, an
address or a code, so its kind goes out and its words do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from accounts import trail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sentry_sdk.transport import Transport
    from sentry_sdk.types import Event, Hint

KEPT: Final = ("event_id", "timestamp", "level", "logger", "platform", "release", "environment", "sdk")
KEPT_OF_FRAMES: Final = (
    "filename",
    "function",
    "module",
    "lineno",
    "abs_path",
    "in_app",
    "context_line",
    "pre_context",
    "post_context",
)


def start(dsn: str, environment: str, transport: type[Transport] | None = None) -> None:
    """Report errors from now on. Without a DSN nothing is ever sent."""
    if not dsn:
        return
    # Not at the top: a site without a DSN starts faster, and is smaller.
    import sentry_sdk
    from sentry_sdk.integrations.django import DjangoIntegration

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        transport=transport,
        integrations=[DjangoIntegration(transaction_style="function_name", middleware_spans=False)],
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        traces_sample_rate=None,
        before_send=without_secrets,
    )


def without_secrets(event: Event, hint: Hint) -> Event:
    """A report of what is harmless in this one."""
    given: Mapping[str, Any] = event
    told: dict[str, Any] = {part: given[part] for part in KEPT if part in given}
    told["tags"] = {mark: str(value) for mark, value in trail.here().items() if mark != "user"}
    if user := trail.here().get("user"):
        told["user"] = {"id": user}
    if "exception" in given:
        told["exception"] = {"values": [_exception(one) for one in given["exception"]["values"]]}
    if entry := given.get("logentry"):
        # As it stands in the code, before anything was filled in.
        told["logentry"] = {"message": entry.get("message", "")}
    report: Event = told  # type: ignore[assignment]
    return report


def _exception(one: Mapping[str, Any]) -> dict[str, Any]:
    frames = (one.get("stacktrace") or {}).get("frames") or []
    return {
        "type": one.get("type"),
        "module": one.get("module"),
        "mechanism": {"type": (one.get("mechanism") or {}).get("type", "generic")},
        "stacktrace": {"frames": [{part: f[part] for part in KEPT_OF_FRAMES if part in f} for f in frames]},
    }
