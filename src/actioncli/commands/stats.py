"""`actioncli stats`: counts per action, in one pass."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from actioncli.commands.input_report import report_absent, unread_note
from actioncli.commands.options import InputOptions
from actioncli.commands.run import run_of, watch_of
from actioncli.commands.settings import Settings, settings_of
from actioncli.commands.terminal import Terminal, stdout
from actioncli.counting import TallyCollector, summarise
from actioncli.errors import MATCHED, NOTHING_MATCHED, ActioncliError
from actioncli.grouping import ABSENT, MATCHER, PERIODS, By, grouped
from actioncli.outputs.formats import format_named
from actioncli.outputs.messages import print_message
from actioncli.outputs.stats_formats import FORMATS, render_stats
from actioncli.stats import Stats
from actioncli.tallies import Tally
from actioncli.users import PERSON
from actioncli.zones import UTC_ZONE

if TYPE_CHECKING:
    from actioncli.tasks.following import Watch


class StatsOptions(Struct, frozen=True):
    """What `stats` counts and prints, as typed."""

    by: str | None = None
    top: int | None = None
    format: str = "table"
    timezone: str = UTC_ZONE
    week_start: str | None = None
    users: str = PERSON
    follow: bool = False
    every: float | None = None
    engine: str = "actioncli"

    def check(self) -> None:
        """Raise `ActioncliError` for options that cannot be used together."""
        if self.follow and self.engine != "actioncli":
            raise ActioncliError(f"--follow cannot be used with --engine {self.engine}, which reads files to their end")
        if self.every is None:
            return
        if not self.follow:
            raise ActioncliError("--every requires --follow")
        if not format_named(FORMATS, self.format).repeated:
            raise ActioncliError(
                f"--every cannot be used with --format {self.format}, which is written once, at the end"
            )


class Counter:
    """The counts of a run in progress."""

    def __init__(self, settings: Settings, wanted: StatsOptions, groups: By | None, watch: Watch | None) -> None:
        self._color, self._wanted, self._groups = settings.color, wanted, groups
        self._field = groups.field if groups and groups.field and groups.field.may_be_misspelled else None
        counting = TallyCollector(groups, wanted.users, wanted.timezone)
        self.run = run_of(settings, counting, watch=watch, names=self._field is not None)
        self._tally = Tally()

    def add(self, part: Tally) -> None:
        """Add the counts of a part."""
        self._tally.merge(part)

    def check_groups(self) -> None:
        """Report if no event has the field to group by; raises `ActioncliError` if the field is not a property."""
        keys = {key for cell in self._tally.cells.values() for key in cell.groups}
        if self._field is not None and keys == {ABSENT}:
            report_absent("--by", (self._field,), self.run.intake.names, (*PERIODS, MATCHER, "event"))

    @property
    def seen(self) -> tuple[int, int, int]:
        """A value that changes whenever a count changes."""
        return self._tally.events, self.run.intake.bad_lines, self.run.intake.skipped

    @property
    def matched(self) -> bool:
        """Whether an action matched an event."""
        return any(actions for actions, _ in self._tally.cells)

    def tell_unread(self) -> None:
        """Report events with an unreadable time."""
        if self._tally.unread.events:
            by_period = self._groups is not None and self._groups.text in PERIODS
            print_message(unread_note(self._tally.unread, by_period=by_period))

    def rendered(self) -> bytes:
        """The counts in the chosen format."""
        run, wanted, terminal = self.run, self._wanted, stdout(self._color, behind_pipe=True)
        result = summarise(
            self._tally,
            run.chosen,
            bad_lines=run.intake.bad_lines,
            skipped=run.intake.skipped,
            by=self._groups,
            top=wanted.top,
            users=wanted.users,
            zone_name=wanted.timezone,
        )
        return rendered(result, wanted, terminal)


def stats(options: InputOptions, **given: Any) -> int:
    """Count, print, and return the exit code; `given` are the fields of `StatsOptions`."""
    wanted = StatsOptions(**given)
    wanted.check()
    groups = grouped(wanted.by, wanted.timezone, wanted.top, wanted.week_start)
    if wanted.engine == "duckdb":
        return _by_duckdb(options, wanted, groups)
    watch = watch_of(options, wanted.follow)
    counter = Counter(settings_of(options, wanted.timezone), wanted, groups, watch)
    terminal = stdout(options.color, behind_pipe=True)
    if watch is None:
        for part in counter.run.results():
            counter.add(part)
        counter.check_groups()
    else:
        from actioncli.commands.following import Reports  # noqa: PLC0415 - few runs follow files

        with ExitStack() as stack:
            stack.enter_context(watch.listening())
            report = stack.enter_context(Reports(terminal, wanted.format, wanted.every))
            for part in counter.run.results():
                counter.add(part)
                report(counter.seen, counter.rendered)
    counter.tell_unread()
    terminal.write(counter.rendered())
    code = counter.run.exit_code(counter.matched)
    return watch.exit_code(code) if watch else code


def _by_duckdb(options: InputOptions, wanted: StatsOptions, groups: By | None) -> int:
    from actioncli.commands.stats_engine import counted_by_duckdb  # noqa: PLC0415 - few want it

    result = counted_by_duckdb(options, groups, wanted.top, wanted.users, wanted.timezone)
    terminal = stdout(options.color, behind_pipe=True)
    terminal.write(rendered(result, wanted, terminal))
    return MATCHED if result.matched else NOTHING_MATCHED


def rendered(result: Stats, wanted: StatsOptions, terminal: Terminal) -> bytes:
    """The counts in the chosen format, for this terminal."""
    return render_stats(result, wanted.format, width=terminal.width, color=terminal.color, unicode=terminal.unicode)
