"""`actioncli diff` for people: a row for each action, and below the rows the lost and gained events with reasons."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from actioncli.comparing import Report
from actioncli.outputs.diff_text import cells, event_line, footer, headers, moved, reason_lines
from actioncli.outputs.drawing import GAP, cut, hanging, padding, paint
from actioncli.outputs.screen import Screen, visible

_LEFT = 2
"""The number of left-aligned columns: names and changes. The others are numbers."""
_STYLES = {"-": "bad", "+": "good"}


def diff_table(report: Report, screen: Screen) -> bytes:
    """The table and the samples."""
    rows = [_visible(cells(action, unicode=screen.unicode), screen) for action in report.actions]
    heads = headers(report)
    widths = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
    if screen.width is not None:
        others = sum(widths[1:]) + len(GAP) * (len(widths) - 1)
        widths[0] = max(min(widths[0], screen.width - others), 12)
    rule = screen.rule * (sum(widths) + len(GAP) * (len(widths) - 1))
    lines = [_line(heads, widths, screen, "header"), paint(rule, "quiet", color=screen.color)]
    for action, row in zip(report.actions, rows, strict=True):
        lines.append(_line(row, widths, screen, "quiet" if action.change == "unchanged" else ""))
    for action in report.actions:
        samples = moved(report, action)
        if samples:
            lines += ["", visible(action.action, unicode=screen.unicode)]
        for sign, move in samples:
            event = f"  {sign} {_shown(event_line(move), screen)}"
            for part in hanging(event, screen.width, 4, screen.ellipsis):
                lines.append(paint(part, _STYLES[sign], color=screen.color))
            for line in reason_lines(move, unicode=screen.unicode):
                lines += hanging(f"      {_shown(line, screen)}", screen.width, 4, screen.ellipsis)
    last = footer(report) if screen.unicode else footer(report).replace(" · ", ", ")
    end = [paint(line, "quiet", color=screen.color) for line in hanging(last, screen.width, 0, screen.ellipsis)]
    return "\n".join([*lines, "", *end, ""]).encode("utf-8", "backslashreplace")


def _shown(text: str, screen: Screen) -> str:
    return visible(text, unicode=screen.unicode)


def _visible(texts: Sequence[str], screen: Screen) -> list[str]:
    return [visible(text, unicode=screen.unicode) for text in texts]


def _line(texts: Sequence[str], widths: Sequence[int], screen: Screen, style: str) -> str:
    """One row, each cell cut and padded to its column."""
    parts = []
    for index, (text, width) in enumerate(zip(texts, widths, strict=True)):
        shown = text if screen.width is None else cut(text, width, screen.ellipsis)
        space = padding(shown, width)
        painted = paint(shown, style, color=screen.color)
        parts.append(painted + space if index < _LEFT else space + painted)
    return GAP.join(parts).rstrip(" ")
