"""`actioncli stats --engine duckdb`: the same counts, by the statement of `actioncli sql` in this process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from actioncli.actions.load import load_actions
from actioncli.actions.model import Action, check_names
from actioncli.commands.actions_file import find_actions
from actioncli.commands.options import InputOptions, OnBadLine
from actioncli.commands.sql import needing_sqlglot
from actioncli.counting import series
from actioncli.errors import ActioncliError
from actioncli.events.timestamps import EPOCH
from actioncli.grouping import MONDAY, PERIODS, By, largest
from actioncli.inputs.finding import search
from actioncli.scanning.windows import now_of, window_of
from actioncli.stats import ActionStats, Group, MatcherStats, Stats
from actioncli.tallies import Span
from actioncli.zones import zone

Row = Mapping[str, Any]


def counted_by_duckdb(options: InputOptions, by: By | None, top: int | None, users: str, timezone: str) -> Stats:
    """The counts, computed by DuckDB; raises `ActioncliError` for options and input it does not support."""
    _check(options, by, timezone)
    with needing_sqlglot("counting in DuckDB", "duckdb"):
        from actioncli.sql.files import LAYOUT, open_files, rows_of  # noqa: PLC0415 - extras
        from actioncli.sql.request import Request, statement  # noqa: PLC0415
    now = now_of(options.now, prefix="--")
    window = window_of(options.since, options.until, now, prefix="--")
    actions = load_actions(find_actions(options.actions))
    if actions.source:
        raise ActioncliError("--engine duckdb reads only PostHog's exports: `source:` cannot be used with it")
    check_names(actions, options.only)
    chosen = actions.named(options.only)
    found = search(options.events or ())
    if found.complaints:
        raise ActioncliError(found.complaints[0])
    paths = [source.path for source in found.sources if isinstance(source.path, Path)]
    if len(paths) < len(found.sources) or not paths:
        raise ActioncliError("--engine duckdb reads only local files")

    def asked(period: str | None) -> list[Row]:
        request = Request(
            "duckdb",
            LAYOUT,
            by=period,
            users=users,
            week_start=by.week_start if by else MONDAY,
            since=window.since,
            until=window.until,
        )
        return rows_of(connection, statement(actions, chosen, request, now).text)

    connection = open_files(paths, users)
    periods = by.text if by and by.text in PERIODS else None
    return _stats(chosen, asked(None), asked("hour"), asked(periods) if periods else None, by, top, users)


def _check(options: InputOptions, by: By | None, timezone: str) -> None:
    """Raise `ActioncliError` for options that only the default engine supports."""
    for option, given in (
        ("--cluster", options.cluster is not None),
        ("--profile", options.profile),
        ("--jobs", options.jobs is not None),
        ("--progress", bool(options.progress)),
        ("--unique", options.unique),
        ("--no-prefilter", options.no_prefilter),
    ):
        if given:
            raise ActioncliError(f"{option} cannot be used with --engine duckdb")
    if options.shape not in ("auto", "posthog"):
        raise ActioncliError("--engine duckdb reads only PostHog's exports: --shape cannot be used with it")
    if options.on_bad_line is not OnBadLine.skip or options.bad_lines is not None:
        raise ActioncliError(
            "--engine duckdb stops at a bad line: --on-bad-line and --bad-lines cannot be used with it"
        )
    if zone(timezone) is not UTC or (by is not None and by.text not in PERIODS):
        raise ActioncliError(f"--engine duckdb groups only by {', '.join(PERIODS)}, in UTC")


def _stats(
    chosen: Sequence[Action],
    rows: Sequence[Row],
    hours: Sequence[Row],
    periods: Sequence[Row] | None,
    by: By | None,
    top: int | None,
    users: str,
) -> Stats:
    """The rows of the statements as the counts of `stats`."""
    every = next(row for row in rows if row["kind"] == "all")
    matched = next(row["events"] for row in rows if row["kind"] == "matched")
    span = Span(_microseconds(every["first_seen"]), _microseconds(every["last_seen"]))
    by_hour = _by_hour(hours)
    return Stats(
        events=every["events"],
        matched=matched,
        unmatched=every["events"] - matched,
        bad_lines=0,
        skipped=0,
        first_seen=_utc(every["first_seen"]),
        last_seen=_utc(every["last_seen"]),
        by=by.text if by else None,
        actions=tuple(
            ActionStats(
                action=action.name,
                events=row["events"],
                share=row["events"] / every["events"] if every["events"] else 0.0,
                users=row["users"],
                first_seen=_utc(row["first_seen"]),
                last_seen=_utc(row["last_seen"]),
                matchers=tuple(MatcherStats(hit["matcher"], hit["events"]) for hit in _matchers(rows, action.name)),
                series=series(by_hour.get(action.name, Counter()), span),
                groups=None if by is None else _groups(periods or (), action.name, by, top),
            )
            for action in chosen
            for row in rows
            if row["kind"] == "action" and row["action"] == action.name
        ),
        users=users,
    )


def _matchers(rows: Iterable[Row], action: str) -> list[Row]:
    return [row for row in rows if row["kind"] == "matcher" and row["action"] == action]


def _groups(rows: Iterable[Row], action: str, by: By, top: int | None) -> tuple[Group, ...]:
    groups = {
        row["period"]: Group(row["period"], row["events"], row["users"]) for row in rows if row["action"] == action
    }
    return tuple(groups[key] for key in largest([(key, group.events) for key, group in groups.items()], top, by))


def _by_hour(rows: Iterable[Row]) -> dict[str, Counter[int]]:
    """Events of each action by the hour since 1970."""
    found: dict[str, Counter[int]] = {}
    for row in rows:
        if row["period"] != "(none)":
            hour = datetime.fromisoformat(row["period"]).replace(tzinfo=UTC)
            found.setdefault(row["action"], Counter())[(hour - EPOCH) // timedelta(hours=1)] = row["events"]
    return found


def _microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - EPOCH) // timedelta(microseconds=1)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
