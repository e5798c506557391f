"""`actioncli stats` in each format, from one `Stats`.

`json` and the columns of `csv` are promised to scripts: change them only by adding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from actioncli.outputs.formats import Format, format_named
from actioncli.outputs.humanize import iso, minute, percent
from actioncli.outputs.json_text import json_bytes, json_indented, json_text
from actioncli.outputs.rows import csv_rows, tsv_rows
from actioncli.outputs.screen import Screen, visible
from actioncli.outputs.summary import summary, users_title
from actioncli.stats import ActionStats, Stats

_COLUMNS = ("action", "events", "share", "users", "first_seen", "last_seen")
_GROUP_COLUMNS = (
    *("action", "key", "events", "users"),
    *("action_events", "action_share", "action_users", "action_first_seen", "action_last_seen"),
)

_MARKDOWN = re.compile(r"[\\|*`<\[\]~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w+;)")
"""Characters that Markdown interprets; an underscore within a word is literal."""


def render_stats(stats: Stats, format: str, *, width: int | None, color: bool, unicode: bool = True) -> bytes:  # noqa: A002
    """The counts in a format of `FORMATS`; only the table uses the last three, and with `width` None it is unbounded.

    Raises:
        ActioncliError: there is no such format.

    """
    return format_named(FORMATS, format).write(stats, Screen(width, color, unicode))


def _json(stats: Stats, _screen: Screen) -> bytes:
    """One object, indented."""
    document = {
        "events": stats.events,
        "matched": stats.matched,
        "unmatched": stats.unmatched,
        "bad_lines": stats.bad_lines,
        "skipped": stats.skipped,
        "first_seen": iso(stats.first_seen),
        "last_seen": iso(stats.last_seen),
        "by": stats.by,
        "actions": [_entry(action) for action in stats.actions],
    }
    return json_indented(document)


def _jsonl(stats: Stats, _screen: Screen) -> bytes:
    """An object for each action, as in `actions` of the JSON."""
    return json_bytes("".join(json_text(_entry(action)) + "\n" for action in stats.actions))


def _entry(action: ActionStats) -> dict[str, object]:
    """An entry of `actions`; only `--by` adds `groups`."""
    entry: dict[str, object] = {
        "action": action.action,
        "events": action.events,
        "share": action.share,
        "users": action.users,
        "first_seen": iso(action.first_seen),
        "last_seen": iso(action.last_seen),
        "matchers": [{"matcher": matcher.matcher, "events": matcher.events} for matcher in action.matchers],
    }
    if action.groups is not None:
        entry["groups"] = [{"key": group.key, "events": group.events, "users": group.users} for group in action.groups]
    return entry


def _csv(stats: Stats, _screen: Screen) -> bytes:
    """Comma-separated, always with a header."""
    return csv_rows(_flat(stats))


def _tsv(stats: Stats, _screen: Screen) -> bytes:
    r"""Tab-separated, tabs, line breaks and backslashes within a text as `\t`, `\n`, `\r` and `\\`."""
    return tsv_rows(_flat(stats))


def _flat(stats: Stats) -> Iterator[tuple[str, ...]]:
    """A row per action; with `--by` a row per action and group, with the `events` and `users` of the group.

    The counts of the action follow as `action_…`, because users do not add up over groups.
    An action without groups is a row with an empty key and 0.
    """
    yield _COLUMNS if stats.by is None else _GROUP_COLUMNS
    for action in stats.actions:
        seen = (iso(action.first_seen) or "", iso(action.last_seen) or "")
        own = (str(action.events), str(action.share), str(action.users), *seen)
        if stats.by is None:
            yield (action.action, *own)
        elif not action.groups:
            yield (action.action, "", "0", "0", *own)
        else:
            for group in action.groups:
                yield (action.action, group.key, str(group.events), str(group.users), *own)


def _markdown(stats: Stats, _screen: Screen) -> bytes:
    """A Markdown table with the summary below it; with `--by` the groups follow their action."""
    by = [] if stats.by is None else [stats.by]
    names = [markdown_text(name) for name in ("Action", *by)]
    lines = [
        pipes([*names, "Events", "Share", users_title(stats), "First seen", "Last seen"]),
        pipes(["---"] * len(names) + ["---:"] * 3 + ["---"] * 2),
    ]
    for action in stats.actions:
        counts = [f"{action.events:,}", percent(action.share), f"{action.users:,}"]
        times = [minute(moment) if moment else "" for moment in (action.first_seen, action.last_seen)]
        lines.append(pipes([markdown_text(action.action), *([""] * len(by)), *counts, *times]))
        for group in action.groups or ():
            share = percent(group.events / stats.events if stats.events else 0)
            lines.append(pipes(["", markdown_text(group.key), f"{group.events:,}", share, f"{group.users:,}", "", ""]))
    text = "\n".join([*lines, "", " · ".join(summary(stats)), ""])
    return text.encode("utf-8")


def pipes(cells: list[str]) -> str:
    """One row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def markdown_text(text: str) -> str:
    """The text on one line, with the characters escaped that Markdown interprets."""
    return _MARKDOWN.sub(r"\\\g<0>", visible(text))


def _table(stats: Stats, screen: Screen) -> bytes:
    """A table for people."""
    from actioncli.outputs.stats_table import stats_table  # noqa: PLC0415 - loads rich, which other formats do not need

    return stats_table(stats, screen)


FORMATS: tuple[Format[Callable[[Stats, Screen], bytes]], ...] = (
    Format("table", "a table with bars and trends", _table, repeated=True),
    Format("json", "one object", _json),
    Format("jsonl", "an object for each action", _jsonl, repeated=True),
    Format("csv", "comma-separated, with a header", _csv),
    Format("tsv", "tab-separated, with a header", _tsv),
    Format("markdown", "a Markdown table", _markdown),
)
"""The formats of `stats`; the first is the default."""
