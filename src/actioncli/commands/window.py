"""The times of a run: the moment it counts back from, and the stretch it looks at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from msgspec.structs import replace

from actioncli.commands.options import InputOptions
from actioncli.conditions.moments import names_no_zone, operand_moment
from actioncli.errors import ActioncliError
from actioncli.events.timestamps import EARLIEST, EPOCH, LATEST
from actioncli.scanning.job import Window
from actioncli.zones import as_local, zone


def moment_of(option: str, text: str | None, now: datetime) -> int | None:
    """The moment that an option such as `--since` names, in microseconds since 1970: ISO, or relative like `-7d`."""
    if text is None:
        return None
    nanoseconds = operand_moment(text, now)
    if nanoseconds is None:
        raise ActioncliError(f"{option} {text!r}: not a date; write 2025-02-01, 2025-02-01T12:30 or -7d")
    return min(max(nanoseconds // 1_000, EARLIEST), LATEST)


def in_zone(options: InputOptions, timezone: str) -> InputOptions:
    """The options, with those times of `--since`, `--until` and `--now` that name no zone read in this one."""
    of = zone(timezone)
    if of is UTC:
        return options
    now = datetime.now(UTC)
    given = (("since", options.since), ("until", options.until), ("now", options.now))
    read = {name: _in_zone(f"--{name}", text, of, now) for name, text in given if text is not None}
    return replace(options, **read)


def _in_zone(option: str, text: str, of: tzinfo, now: datetime) -> str:
    """The text of a time, with the zone where it names none."""
    found = moment_of(option, text, now)
    if found is None or not names_no_zone(text, now):
        return text
    return (EPOCH + timedelta(microseconds=min(max(as_local(found, of), EARLIEST), LATEST))).isoformat()


def now_of(options: InputOptions) -> datetime:
    """The moment that relative dates of a run count back from."""
    now = datetime.now(UTC)
    pinned = moment_of("--now", options.now, now)
    return now if pinned is None else EPOCH + timedelta(microseconds=pinned)


def window_of(options: InputOptions, now: datetime) -> Window:
    """The stretch of time that a run looks at."""
    window = Window(moment_of("--since", options.since, now), moment_of("--until", options.until, now))
    if window.since is not None and window.until is not None and window.since >= window.until:
        raise ActioncliError("--since must be before --until")
    return window
