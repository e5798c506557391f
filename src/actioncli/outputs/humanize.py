"""Numbers and times as text: counts, percentages, bars, sparklines and moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

_EIGHTHS = " ▏▎▍▌▋▊▉"
_LEVELS = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS = "_.:-=+*#"


def percent(share: float) -> str:
    """A share of 0 to 1 as in `34.0 %`; a share that is not 0 or 1 is never shown as `0.0 %` or `100.0 %`."""
    if 0 < share < 0.0005:
        return "<0.1 %"
    if 0.9995 <= share < 1:
        return ">99.9 %"
    return f"{share * 100:.1f} %"


def bar(fraction: float, width: int, *, unicode: bool = True) -> str:
    """A bar that fills `fraction` of `width` cells, without trailing space; a fraction above 0 is always visible."""
    if fraction <= 0 or width <= 0:
        return ""
    if not unicode:
        return "#" * min(width, max(1, round(fraction * width)))
    eighths = min(width * 8, max(1, round(fraction * width * 8)))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def sparkline(series: Sequence[int], width: int, *, unicode: bool = True) -> str:
    """The series as a line of at most `width` small columns: the lowest level is 0, the highest the maximum.

    A longer series is drawn as the means of equal intervals (the last one may be shorter).
    """
    if not series or width <= 0:
        return ""
    interval = -(-len(series) // width)
    parts = [series[start : start + interval] for start in range(0, len(series), interval)]
    means = [sum(part) / len(part) for part in parts]
    levels, most = _LEVELS if unicode else _ASCII_LEVELS, max(means)
    top = len(levels) - 1
    return "".join(levels[max(1, round(mean / most * top))] if mean else levels[0] for mean in means)


def counted(number: int, noun: str) -> str:
    """The number and its noun, as in `1 event` and `1,234 events`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


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
