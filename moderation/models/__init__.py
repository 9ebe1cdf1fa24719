"""What is stored of reports, signals and sanctions, and the audit trail: a file for each thing."""

from moderation.models.audit import AuditEntry
from moderation.models.powers import Power
from moderation.models.reports import Appeal, Decision, Kind, Outcome, Report
from moderation.models.samples import Sample
from moderation.models.sanctions import Sanction
from moderation.models.signals import Mark, SeenFrom, Signal, SignalKind, Unmeasured

__all__ = [
    "Appeal",
    "AuditEntry",
    "Decision",
    "Kind",
    "Mark",
    "Outcome",
    "Power",
    "Report",
    "Sample",
    "Sanction",
    "SeenFrom",
    "Signal",
    "SignalKind",
    "Unmeasured",
]
