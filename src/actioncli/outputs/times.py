"""Moments as text: ISO 8601 in UTC for programs, short forms in their own zone for people."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`, microseconds only when they are not zero; a moment without a zone is in UTC."""
    return None if moment is None else f"{_utc(moment).isoformat()}Z"


def minute(moment: datetime) -> str:
    """The moment to the minute, in its own zone, as in `2025-02-01 00:00`."""
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")


def day(moment: datetime) -> str:
    """The moment's day in its own zone, as in `2025-02-01`."""
    return moment.date().isoformat()


def _utc(moment: datetime) -> datetime:
    """The same moment in UTC, without its zone."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
