"""`actioncli stats`: counts per action, in one pass."""

from __future__ import annotations

from actioncli.commands.options import InputOptions
from actioncli.commands.run import Run
from actioncli.commands.terminal import stdout
from actioncli.counting import Counting, Tally, summarise
from actioncli.grouping import grouped
from actioncli.outputs.stats_formats import render_stats


def stats(options: InputOptions, *, by: str | None, top: int | None, format: str, timezone: str) -> int:  # noqa: A002
    """Count, print, and return the exit code."""
    groups = grouped(by, timezone, top)
    run = Run(options, Counting(groups))
    tally = Tally()
    for part in run.results():
        tally.merge(part)
    result = summarise(tally, run.chosen, bad_lines=run.bad_lines, skipped=run.skipped, by=groups, top=top)
    terminal = stdout(options.color)
    terminal.write(render_stats(result, format, width=terminal.width, color=terminal.color, unicode=terminal.unicode))
    return run.exit_code(result.matched > 0)
