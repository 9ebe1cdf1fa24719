"""What months and weeks are called where results are kept: 2026-11 and 2026-W48. Pure."""

from __future__ import annotations

from datetime import date, timedelta


def month(day: date) -> str:
    return f"{day:%Y-%m}"


def week(day: date) -> str:
    """By ISO 8601: weeks begin on Mondays, and the first of a year is the one with its first Thursday."""
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02}"


def first_day(name: str) -> date:
    """Of a month."""
    return date.fromisoformat(f"{name}-01")


def before(name: str) -> str:
    """The month before this one."""
    return month(first_day(name) - timedelta(days=1))


def after(name: str) -> str:
    """The month after this one."""
    return month(first_day(name) + timedelta(days=31))
