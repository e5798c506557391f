"""`actioncli diff` in words: the cells, samples and reasons that every format for people shows."""

from __future__ import annotations

from collections.abc import Iterator

from actioncli.comparing import ActionDifference, Move, Report
from actioncli.outputs.humanize import counted
from actioncli.outputs.summary import USERS_TITLES
from actioncli.outputs.trace_text import condition_line, cut, value_text

SHOWN = 3
"""The number of conditions shown for a reason."""


def headers(report: Report) -> tuple[str, ...]:
    """The column headers."""
    return ("Action", "Change", "Events", "Lost", "Gained", USERS_TITLES[report.users])


def cells(action: ActionDifference, *, unicode: bool) -> tuple[str, ...]:
    """The row of an action."""
    arrow = " → " if unicode else " -> "
    change = "unchanged, but edited" if action.change == "unchanged" and action.edited else action.change

    def pair(before: int, after: int) -> str:
        return f"{before:,}" if before == after else f"{before:,}{arrow}{after:,}"

    return (
        action.action,
        change,
        pair(action.events_before, action.events_after),
        f"-{action.lost:,}" if action.lost else "",
        f"+{action.gained:,}" if action.gained else "",
        pair(action.users_before, action.users_after),
    )


def moved(report: Report, action: ActionDifference) -> list[tuple[str, Move]]:
    """The samples of lost and gained events, each with its sign. Added and removed actions have none."""
    if action.change != "changed":
        return []
    lost, gained = (report.moves.get((action.action, is_gain), ()) for is_gain in (False, True))
    return [("-", move) for move in lost] + [("+", move) for move in gained]


def event_line(move: Move) -> str:
    """An event in one line."""
    known = [
        value if isinstance(value, str) else value_text(value)
        for key, value in move.event.items()
        if value is not None and key not in ("uuid", "text", "distinct_id")
    ]
    text = move.event.get("text")
    uuid = move.event.get("uuid")
    name = f"{move.source}:{move.line}" if uuid is None else f"{move.source}:{move.line} {uuid}"
    return cut("  ".join([name, *known, *([value_text(text)] if text is not None else [])]))


def reason_lines(move: Move, *, unicode: bool = True) -> Iterator[str]:
    """The conditions that decided, as text."""
    reason = move.reason
    if reason is None:
        return
    separator = " › " if unicode else " > "
    where = f"{move.side}: {separator.join(reason.path)}" + (" excludes it" if reason.excepted else "")
    yield where
    for condition in reason.conditions[:SHOWN]:
        yield f"  {condition_line(condition, unicode=unicode)}"
    if len(reason.conditions) > SHOWN:
        yield f"  and {len(reason.conditions) - SHOWN} more"


def footer(report: Report) -> str:
    """The summary line."""
    different, alike = len(report.different), len(report.actions) - len(report.different)
    verb = "differs" if different == 1 else "differ"
    parts = [counted(report.events, "event"), f"{counted(different, 'action')} {verb}, {alike:,} unchanged"]
    if report.bad_lines:
        parts.append(counted(report.bad_lines, "bad line"))
    return " · ".join(parts)
