"""`actioncli stats`: counts per action, in one pass."""

from __future__ import annotations

from actioncli.commands.options import InputOptions
from actioncli.commands.run import Run
from actioncli.commands.terminal import stdout
from actioncli.counting import Counting, Tally, summarise
from actioncli.errors import ActioncliError
from actioncli.grouping import PERIODS, UTC_ZONE, By
from actioncli.outputs.stats_formats import render_stats


def stats(options: InputOptions, *, by: str | None, top: int | None, format: str, timezone: str) -> int:  # noqa: A002
    """Count, print, and return the exit code."""
    if top is not None and by is None:
        raise ActioncliError("--top counts the groups of --by: name a --by too")
    if timezone != UTC_ZONE and by not in PERIODS:
        raise ActioncliError(f"--timezone is for --by {', '.join(PERIODS)}: name one of them too")
    groups = By(by, timezone) if by is not None else None
    if groups:
        groups.check()
    run = Run(options, Counting(groups))
    tally = Tally()
    for part in run.results():
        tally.merge(part)
    result = summarise(tally, run.chosen, bad_lines=run.bad_lines, skipped=run.skipped, by=groups, top=top)
    terminal = stdout(options.color)
    terminal.write(render_stats(result, format, width=terminal.width, color=terminal.color, unicode=terminal.unicode))
    return run.exit_code(result.matched > 0)
