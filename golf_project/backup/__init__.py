"""Backups: database, media and archives in one file, which is encrypted where there is a key. See docs/deploy.md.

A backup is written whole or not at all, and checked whole before anything is restored from it. Synchronous.
"""


class BackupFailed(Exception):
    """What went wrong, in a sentence without any secret."""
