"""`actioncli stats`: counts per action, in one pass."""

from __future__ import annotations

from actioncli.commands.options import InputOptions
from actioncli.commands.run import Run
from actioncli.commands.terminal import stdout
from actioncli.counting import Counting, Tally, summarise
from actioncli.errors import MATCHED, NOTHING_MATCHED
from actioncli.grouping import grouped
from actioncli.outputs.stats_formats import render_stats
from actioncli.stats import Stats


def stats(
    options: InputOptions,
    *,
    by: str | None,
    top: int | None,
    format: str,  # noqa: A002
    timezone: str,
    engine: str = "actioncli",
) -> int:
    """Count, print, and return the exit code."""
    groups = grouped(by, timezone, top)
    if engine == "duckdb":
        from actioncli.commands.stats_engine import counted_by_duckdb  # noqa: PLC0415 - few want it

        result = counted_by_duckdb(options, groups, top)
        _print(result, options, format)
        return MATCHED if result.matched else NOTHING_MATCHED
    run = Run(options, Counting(groups))
    tally = Tally()
    for part in run.results():
        tally.merge(part)
    result = summarise(tally, run.chosen, bad_lines=run.bad_lines, skipped=run.skipped, by=groups, top=top)
    _print(result, options, format)
    return run.exit_code(result.matched > 0)


def _print(result: Stats, options: InputOptions, format: str) -> None:  # noqa: A002
    terminal = stdout(options.color)
    terminal.write(render_stats(result, format, width=terminal.width, color=terminal.color, unicode=terminal.unicode))
