"""The table of `actioncli stats`: a row for each action, a row for each group below it, and a summary.

A terminal shows as many of the optional columns as fit, and long names are wrapped.
With `width` None nothing is cut, wrapped or omitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct
from rich.cells import cell_len

from actioncli.outputs.drawing import GAP, is_address, padding, paint, wrapped
from actioncli.outputs.humanize import bar, day, minute, percent, sparkline
from actioncli.outputs.screen import Screen, visible
from actioncli.outputs.summary import USERS_TITLES, summary, users_title
from actioncli.stats import ActionStats, Stats

_Piece: TypeAlias = tuple[str, str]
"""Text and its style; a cell is a list of them."""


class _Layout(Struct, frozen=True):
    """The widths of the optional parts of a table, in cells."""

    bar: int
    trend: int
    time: int
    """16: to the minute; 10: to the day; 0: no times."""
    users: bool = True


_LAYOUTS = (
    *(_Layout(12, 24, 16), _Layout(10, 16, 16), _Layout(8, 12, 16), _Layout(8, 12, 10), _Layout(4, 8, 10)),
    *(_Layout(4, 0, 10), _Layout(0, 0, 10), _Layout(4, 0, 0), _Layout(0, 0, 0), _Layout(0, 0, 0, users=False)),
)
"""From wide to narrow: a terminal gets the first that leaves enough space for the names."""


class _Row(Struct, frozen=True):
    """The values of one row: of an action, or of a group of it."""

    name: str
    indent: str
    events: int
    users: int
    share: float
    """Of all events."""
    length: float
    """Of the bar, 0 to 1, relative to the largest action, or to the largest group of the action."""
    action: ActionStats | None
    """None for a group, which has no times and no trend."""


class _Column(Struct, frozen=True):
    """A column: numbers are right-aligned, everything else is left-aligned."""

    header: str
    width: int
    right: bool = True


def stats_table(stats: Stats, screen: Screen) -> bytes:
    """The counts as a table, and the summary below it."""
    rows = tuple(_rows(stats, screen))
    title = visible("Action" if stats.by is None else f"Action / {stats.by}", unicode=screen.unicode)
    longest = max(cell_len(text) for text in (title, *(row.indent + row.name for row in rows)))
    layout, columns = _fitting(rows, users_title(stats), longest, screen.width)
    others = sum(len(GAP) + column.width for column in columns)
    width = longest if screen.width is None else min(longest, max(screen.width - others, _least(screen.width, rows)))

    columns = (_Column(title, width, right=False), *columns)

    lines = []
    headers: list[list[_Piece]] = [[(column.header, "header")] for column in columns[1:]]
    for part in wrapped(title, width):
        lines.append(_line([[(part, "header")], *headers], columns, screen))
        headers = [[] for _ in headers]
    lines.append(paint(screen.rule * (width + others), "quiet", color=screen.color))
    for row in rows:
        lines.extend(_lines(row, layout, columns, screen))
    return "\n".join([*lines, "", *_footer(stats, screen), ""]).encode("utf-8", "backslashreplace")


def _rows(stats: Stats, screen: Screen) -> Iterator[_Row]:
    """The rows in file order, each action followed by its groups."""
    largest = max((action.events for action in stats.actions), default=0)
    total = max(stats.events, 1)
    for action in stats.actions:
        name = visible(action.action, unicode=screen.unicode)
        length = action.events / max(largest, 1)
        yield _Row(name, "", action.events, action.users, action.share, length, action)
        largest_group = max((group.events for group in action.groups or ()), default=0)
        for group in action.groups or ():
            key = visible(group.key, unicode=screen.unicode) or "(empty)"
            length = group.events / max(largest_group, 1)
            yield _Row(key, "  ", group.events, group.users, group.events / total, length, None)


def _fitting(
    rows: tuple[_Row, ...], counted: str, longest: int, width: int | None
) -> tuple[_Layout, tuple[_Column, ...]]:
    """The widest layout that leaves enough space for the names, and its columns except the first.

    `counted` is the title of the column of users.
    """
    events = max((len(f"{row.events:,}") for row in rows), default=0)
    users = max((len(f"{row.users:,}") for row in rows), default=0)
    shares = max((len(percent(row.share)) for row in rows), default=0)
    series = max((len(row.action.series) for row in rows if row.action), default=0)
    for layout in _LAYOUTS:
        trend = series if width is None else min(series, layout.trend)
        columns = [
            _Column("Events", max(events, 6)),
            _Column("Share", max(shares + (layout.bar and layout.bar + 1), 5)),
        ]
        if layout.users:
            columns.append(_Column(counted, max(users, len(counted))))
        if layout.time:
            columns += [_Column("First seen", layout.time, right=False), _Column("Last seen", layout.time, right=False)]
        if trend:
            columns.append(_Column("Trend", max(trend, 5), right=False))
        others = sum(len(GAP) + column.width for column in columns)
        if width is None or others + min(longest, _least(width, rows)) <= width:
            break
    return layout, tuple(columns)


def _least(width: int, rows: tuple[_Row, ...]) -> int:
    """The least width of long names on a terminal; addresses keep more."""
    return max(12, width * 2 // 5 if any(is_address(row.name) for row in rows) else width // 5)


def _lines(row: _Row, layout: _Layout, columns: tuple[_Column, ...], screen: Screen) -> Iterator[str]:
    """A row as lines: the first has the counts, the others the rest of a long name; dimmed if nothing matched."""
    cells = _cells(row, layout, columns[1:], screen)
    for part in wrapped(row.name, max(1, columns[0].width - len(row.indent)), screen.ellipsis):
        line: list[list[_Piece]] = [[(row.indent + part, "")], *cells]
        if row.events == 0:
            line = [[(text, "quiet") for text, _ in pieces] for pieces in line]
        yield _line(line, columns, screen)
        cells = [[] for _ in cells]


def _cells(row: _Row, layout: _Layout, columns: tuple[_Column, ...], screen: Screen) -> list[list[_Piece]]:
    """The cell of each column."""
    share = next(column.width for column in columns if column.header == "Share")
    length = bar(row.length, layout.bar, unicode=screen.unicode)
    cells: dict[str, list[_Piece]] = {
        "Events": [(f"{row.events:,}", "")],
        "Share": [(length, "bar" if row.action else "trend"), (percent(row.share).rjust(share - len(length)), "")],
        **{title: [(f"{row.users:,}", "")] for title in USERS_TITLES.values()},
    }
    if row.action:
        to_text = minute if layout.time == 16 else day
        seen = [
            to_text(moment) if moment else screen.nothing for moment in (row.action.first_seen, row.action.last_seen)
        ]
        trend = next((column.width for column in columns if column.header == "Trend"), 0)
        line = sparkline(row.action.series if row.events else (), trend, unicode=screen.unicode)
        cells |= {"First seen": [(seen[0], "")], "Last seen": [(seen[1], "")], "Trend": [(line, "trend")]}
    return [cells.get(column.header, []) for column in columns]


def _line(cells: list[list[_Piece]], columns: tuple[_Column, ...], screen: Screen) -> str:
    """One line: every cell padded to its column's width, no spaces at the end."""
    line = ""
    for pieces, column in zip(cells, columns, strict=True):
        gap = padding("".join(text for text, _ in pieces), column.width)
        text = "".join(paint(text, style, color=screen.color) for text, style in pieces)
        line += (gap + text if column.right else text + gap) + GAP
    return line.rstrip(" ")


def _footer(stats: Stats, screen: Screen) -> list[str]:
    """The summary, broken between its parts where a terminal is too narrow for it."""
    between = " · " if screen.unicode else ", "
    lines: list[list[str]] = [[]]
    for part in summary(stats, unicode=screen.unicode):
        if lines[-1] and screen.width is not None and len(between.join([*lines[-1], part])) > screen.width:
            lines.append([])
        lines[-1].append(part)
    return [paint(between.join(line), "quiet", color=screen.color) for line in lines]
