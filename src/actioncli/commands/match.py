"""`actioncli match`: the events that the actions match, once each, in input order."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from actioncli.commands.input_report import report_absent
from actioncli.commands.options import InputOptions
from actioncli.commands.run import run_of, watch_of
from actioncli.commands.settings import settings_of
from actioncli.commands.split import SplitFiles
from actioncli.commands.terminal import Terminal, stdout
from actioncli.errors import MATCHED, ActioncliError
from actioncli.events.event_fields import DEFAULT_FIELDS, MATCHED_ACTIONS, FieldPath, parse_fields
from actioncli.matching.engine import Engine
from actioncli.memory import Memory
from actioncli.outputs.formats import format_named
from actioncli.outputs.match_formats import FORMATS, RawArrayWriter, row_writer, tag_suffix, tagged
from actioncli.outputs.rows import Row
from actioncli.scanning.scanned import Scanned
from actioncli.values import Value

if TYPE_CHECKING:
    from actioncli.tasks.following import Watch


class MatchOptions(Struct, frozen=True):
    """What `match` prints, as typed."""

    tag: bool = False
    unmatched: bool = False
    format: str | None = None
    fields: str | None = None
    count: bool = False
    max_count: int | None = None
    quiet: bool = False
    split: str | None = None
    follow: bool = False

    def check(self) -> None:
        """Raise `ActioncliError` for options that cannot be used together."""
        whole_events = [
            name
            for name, given in (("--count", self.count), ("--quiet", self.quiet), ("--split", self.split is not None))
            if given
        ]
        if len(whole_events) > 1:
            raise ActioncliError(f"{' and '.join(whole_events)} cannot be used together")
        shaped = [name for name, given in (("--format", self.format), ("--fields", self.fields)) if given is not None]
        if shaped and whole_events:
            raise ActioncliError(f"{shaped[0]} cannot be used with {whole_events[0]}")
        if self.max_count is not None and (self.quiet or self.split is not None):
            raise ActioncliError(f"--max-count cannot be used with {whole_events[0]}")
        if self.tag and (self.count or self.quiet):
            raise ActioncliError(f"--tag cannot be used with {whole_events[0]}, which prints no events")
        if self.tag and (
            self.fields is not None or (self.format is not None and format_named(FORMATS, self.format).rows)
        ):
            raise ActioncliError(
                "--tag requires whole events; with --fields, csv, tsv or table, add the field matched_actions instead"
            )


Block = TypeVar("Block")


class Selection(Struct, frozen=True):
    """Selects the events to print: those that an action matches, or all others; up to a limit."""

    unmatched: bool
    limit: int | None = None

    def of(self, chunks: Iterable[Scanned], engine: Engine) -> Iterator[tuple[Scanned, list[int]]]:
        """The chunks with the indexes of their selected events, until the limit is reached."""
        left = sys.maxsize if self.limit is None else self.limit
        if not left:
            return
        for scanned in chunks:
            found = [
                index
                for index, number in enumerate(scanned.verdicts)
                if bool(engine.verdicts[number].actions) is not self.unmatched
            ]
            yield scanned, found[:left]
            left -= len(found)
            if left <= 0:
                return


class LineCollector(Struct, frozen=True):
    """The collector of whole events: their original bytes and a line feed, with tags if `tag` is set."""

    selection: Selection
    tag: bool

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> list[bytes]:
        """The lines of a task's events."""
        chosen = self.selection.of(chunks, engine)
        if not self.tag:
            return [scanned.line(index) + b"\n" for scanned, indexes in chosen for index in indexes]
        suffixes: Memory[int, bytes] = Memory(lambda number: tag_suffix(engine.names_of(engine.verdicts[number])))
        return [
            tagged(scanned.line(index), suffixes[verdicts[index]]) + b"\n"
            for scanned, indexes in chosen
            for verdicts in (scanned.verdicts,)
            for index in indexes
        ]


class RowCollector(Struct, frozen=True):
    """The collector of chosen fields: a row for each event."""

    selection: Selection
    fields: tuple[FieldPath, ...]

    @property
    def reads(self) -> tuple[FieldPath, ...]:
        """The fields of the rows."""
        return tuple(field for field in self.fields if not field.is_matched_actions)

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> list[Row]:
        """The rows of a task's events."""
        rows: list[Row] = []
        for scanned, indexes in self.selection.of(chunks, engine):
            columns = [_column(field, scanned, indexes, engine) for field in self.fields]
            rows += zip(*columns, strict=True)
        return rows


def _column(field: FieldPath, scanned: Scanned, indexes: Sequence[int], engine: Engine) -> Sequence[Value]:
    """The values of a field of some events."""
    if not field.is_matched_actions:
        return scanned.values(field, indexes)
    verdicts = scanned.verdicts
    return [list(engine.names_of(engine.verdicts[verdicts[index]])) for index in indexes]


class CountCollector(Struct, frozen=True):
    """The collector of `--count` and `--quiet`: how many events."""

    selection: Selection

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> int:
        """The number of selected events of a task."""
        return sum(len(indexes) for _, indexes in self.selection.of(chunks, engine))


class SplitCollector(Struct, frozen=True):
    """The collector of `--split`: whole events by the action that matches them; None for no action."""

    unmatched: bool
    tag: bool

    def collect(self, chunks: Iterable[Scanned], engine: Engine) -> dict[str | None, list[bytes]]:
        """The lines of a task's events, by action."""
        by_action: dict[str | None, list[bytes]] = {}
        for scanned in chunks:
            for index, number in enumerate(scanned.verdicts):
                names = engine.names_of(engine.verdicts[number])
                if not names and not self.unmatched:
                    continue
                line = scanned.line(index)
                line = (tagged(line, tag_suffix(names)) if self.tag else line) + b"\n"
                for name in names or (None,):
                    by_action.setdefault(name, []).append(line)
        return by_action


def match(options: InputOptions, **given: Any) -> int:
    """Print matching events or their number, and return the exit code; `given` are the fields of `MatchOptions`."""
    wanted = MatchOptions(**given)
    wanted.check()
    watch = watch_of(options, wanted.follow)
    if watch is None:
        return _printed(options, wanted, None)
    with watch.listening():
        code = _printed(options, wanted, watch)
    return watch.exit_code(code)


def _printed(options: InputOptions, wanted: MatchOptions, watch: Watch | None) -> int:
    terminal = stdout(options.color)
    if wanted.quiet:
        return _quiet(options, wanted, watch)
    if wanted.count:
        return _count(options, wanted, terminal, watch)
    if wanted.split is not None:
        return _split(options, wanted, wanted.split, watch)
    format = wanted.format or ("table" if terminal.is_terminal and not wanted.tag else "jsonl")  # noqa: A001
    if wanted.fields is not None or format_named(FORMATS, format).rows:
        return _rows(options, wanted, format, terminal, watch)
    return _whole_events(options, wanted, format, terminal, watch)


def _quiet(options: InputOptions, wanted: MatchOptions, watch: Watch | None) -> int:
    """Stop at the first match and return 0, even after an error, like grep."""
    run = run_of(settings_of(options), CountCollector(Selection(wanted.unmatched, 1)), watch=watch, repeats=False)
    if any(run.results()):
        return MATCHED
    return run.exit_code(False)


def _count(options: InputOptions, wanted: MatchOptions, terminal: Terminal, watch: Watch | None) -> int:
    run = run_of(settings_of(options), CountCollector(Selection(wanted.unmatched, wanted.max_count)), watch=watch)
    total = 0
    for found in run.results():
        total += found
        if wanted.max_count is not None and total >= wanted.max_count:
            total = wanted.max_count
            break
    terminal.write(b"%d\n" % total)
    return run.exit_code(total > 0)


def _whole_events(
    options: InputOptions,
    wanted: MatchOptions,
    format: str,  # noqa: A002
    terminal: Terminal,
    watch: Watch | None,
) -> int:
    collector = LineCollector(Selection(wanted.unmatched, wanted.max_count), wanted.tag)
    run = run_of(settings_of(options), collector, to_terminal=terminal.is_terminal, watch=watch)
    matched = False
    array = RawArrayWriter() if format == "json" else None
    if array:
        terminal.write(array.begin())
    for lines in limited(run.results(), wanted.max_count):
        matched = matched or bool(lines)
        terminal.write(array.lines(lines) if array else b"".join(lines))
    if array:
        terminal.write(array.end())
    return run.exit_code(matched)


def _rows(
    options: InputOptions,
    wanted: MatchOptions,
    format: str,  # noqa: A002
    terminal: Terminal,
    watch: Watch | None,
) -> int:
    fields = DEFAULT_FIELDS if wanted.fields is None else parse_fields(wanted.fields)
    absent = {place for place, field in enumerate(fields) if wanted.fields is not None and field.may_be_misspelled}
    run = run_of(
        settings_of(options),
        RowCollector(Selection(wanted.unmatched, wanted.max_count), fields),
        to_terminal=terminal.is_terminal,
        watch=watch,
        names=bool(absent),
    )
    writer = row_writer(format, fields, width=terminal.width, color=terminal.color, unicode=terminal.unicode)
    matched = False
    terminal.write(writer.begin())
    for rows in limited(run.results(), wanted.max_count):
        matched = matched or bool(rows)
        absent = {place for place in absent if all(row[place] is None for row in rows)}
        terminal.write(writer.rows(rows))
    terminal.write(writer.end())
    if matched and run.finished:
        report_absent("--fields", [fields[place] for place in sorted(absent)], run.intake.names, (MATCHED_ACTIONS,))
    return run.exit_code(matched)


def _split(options: InputOptions, wanted: MatchOptions, directory: str, watch: Watch | None) -> int:
    run = run_of(settings_of(options), SplitCollector(wanted.unmatched, wanted.tag), watch=watch)
    matched = False
    files = SplitFiles(Path(directory), [action.name for action in run.chosen], wanted.unmatched)
    run.inputs.protect(files.paths)
    files.create()
    for by_action in run.results():
        matched = matched or any(name is not None for name in by_action)
        files.write(by_action)
    return run.exit_code(matched)


def limited(blocks: Iterable[list[Block]], limit: int | None) -> Iterator[list[Block]]:
    """The blocks up to `limit` items in total. Nothing is read after them."""
    left = limit
    for block in blocks:
        if left is not None and len(block) >= left:
            yield block[:left]
            return
        if left is not None:
            left -= len(block)
        yield block
