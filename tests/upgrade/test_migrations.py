"""Each migration lets the version before it go on: the rule of docs/deploy.md, "While two versions run"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField
from django.db.models.fields import NOT_PROVIDED

if TYPE_CHECKING:
    from django.db.migrations.operations.base import Operation

OURS: Final = {"accounts", "games", "leaderboards", "replays", "moderation"}
CONTRACTING: Final = {
    "RemoveField", "DeleteModel", "RenameField", "RenameModel", "AlterModelTable", "AlterField", "AddConstraint",
    "AlterUniqueTogether", "RunSQL",
}  # fmt: skip
"""Operations after which code that does not know of them may fail."""
LOOKED_AT: Final = {
    ("accounts", "0003_accounts"): "before the first release",
    ("accounts", "0005_profile"): "before the first release",
    ("accounts", "0007_portrait"): "before the first release",
    ("accounts", "0008_country"): "before the first release",
    ("accounts", "0009_private_unless_said"): "a default of Python alone",
    ("games", "0001_initial"): "tables that nobody used",
    ("games", "0003_events_without_constraint"): "takes a constraint away",
    ("leaderboards", "0006_stale_log"): "before the first release",
    ("moderation", "0006_longer_notes"): "a wider column",
}
"""Migrations with such operations that somebody has looked at, and why they do no harm."""


def harmful(operation: Operation) -> bool:
    """Whether code that does not know of this operation may fail after it."""
    if isinstance(operation, AddField):
        # Where the database itself knows no default, rows that older code writes are refused.
        field = operation.field
        return not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)
    return type(operation).__name__ in CONTRACTING


MIGRATIONS: Final = {
    key: migration for key, migration in MigrationLoader(None).disk_migrations.items() if key[0] in OURS
}


@pytest.mark.parametrize("key", sorted(MIGRATIONS), ids="/".join)
def test_the_version_before_can_work_with_the_new_tables(key: tuple[str, str]) -> None:
    told = [operation.describe() for operation in MIGRATIONS[key].operations if harmful(operation)]
    assert bool(told) == (key in LOOKED_AT), told
