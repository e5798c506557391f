"""Splits sources into tasks: opens each source and detects its format.

The members of an archive are sources of their own, read one after another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from actioncli.errors import ActioncliError
from actioncli.formats.detection import WIDE, DetectedFormat, JsonFormat, WrapperFormat, described, detected_format
from actioncli.inputs.containers import PARQUET
from actioncli.inputs.opening import open_source, openings
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.sources import Source, UnreadableSource
from actioncli.inputs.streams import Opened, Reader, needs_file, open_member
from actioncli.near import printable
from actioncli.records.chunks import read_available, read_chunks, spans
from actioncli.tasks.task import (
    CHUNK,
    PIECE,
    SPAN,
    ChunkTask,
    ConvertedTask,
    FailedTask,
    NoteTask,
    PageTask,
    RowGroupTask,
    SpanTask,
    TableTask,
    Task,
    WrappedTask,
    partitioned,
)

_TEXT_PROPERTIES = re.compile(rb'"properties"\s*:\s*"(?!\{(?:\\"|\}))')
"""Properties that are text other than the JSON text of an object."""
_SHOWN = 12
"""The most columns to name for a table without rows."""
_NESTED = 2
"""The deepest nesting of archives."""


def tasks_of(sources: Iterable[Source], span: int = SPAN, chunk: int = CHUNK) -> Iterator[Task | None]:
    """The tasks of the sources in order, made lazily.

    None means that the next task will take a while, so that earlier results should be returned first.
    `span` and `chunk` only decide how much is done at once.
    """
    for source, opening in openings(list(sources)):
        tasks = _explained(source.name, opening, span, chunk, depth=0)
        yield from tasks if "=" not in source.name else partitioned(tasks)


def _explained(name: str, opening: Callable[[], Opened], span: int, chunk: int, depth: int) -> Iterator[Task | None]:
    """The tasks of a source. An error that ends it early is its last task."""
    try:
        with opening() as opened:
            yield from _tasks(opened, span, chunk, depth)
    except ActioncliError as error:
        yield FailedTask(name, str(error))
    except OSError as error:  # of a pipe, or of a file that disappeared
        yield FailedTask(name, f"{name}: {error.strerror or error}")


def _tasks(opened: Opened, span: int, chunk: int, depth: int) -> Iterator[Task | None]:
    name = opened.source.name
    if opened.notes:
        yield NoteTask(name, "\n".join(opened.notes))
    elif opened.container is PARQUET:
        yield from _row_groups(opened)
    elif opened.container is not None:
        yield from _members(opened, span, chunk, depth)
    else:
        form = detected_format(opened.reader, name)
        note, what = _text_note(name, opened.reader, form), "" if form == "lines" else described(form)
        yield from _text(opened, form, span, chunk)
        if note or what:
            yield NoteTask(name, note, form=what)


def _text_note(name: str, reader: Reader, form: DetectedFormat) -> str:
    """The warning for a table without rows or for properties that are text, from the first bytes."""
    head = reader.peek(1)
    if not (form == "lines" or isinstance(form, JsonFormat | WrapperFormat)):
        from actioncli.formats.tables import table_rows  # noqa: PLC0415 - few logs are tables
        from actioncli.formats.text_cells import note_of_rows  # noqa: PLC0415

        rows = head.split(b"\n", form.heading)[form.heading :]
        if form.heading and not b"".join(rows).strip() and len(reader.peek(len(head) + 1)) == len(head):
            columns = ", ".join(map(printable, form.columns[:_SHOWN]))
            return f"{name}: the table has no rows, only a header: {columns}"
        whole = head[: head.rfind(b"\n", 0, WIDE) + 1] or head
        return note_of_rows(name, table_rows(whole, form, header=True))
    if form == "lines" and _TEXT_PROPERTIES.search(head, 0, WIDE):
        from actioncli.formats.text_cells import note_of_lines  # noqa: PLC0415 - few logs have them

        return note_of_lines(name, head)
    return ""


def _text(opened: Opened, form: DetectedFormat, span: int, chunk: int) -> Iterator[Task | None]:
    source, name = opened.source, opened.source.name
    piece = min(PIECE, span)
    if form == "lines" and opened.mappable and not opened.here and source.path is not None:
        length = _length(source.path)
        for start, stop in spans(length, span):
            yield SpanTask(name, source.path, start, stop, chunk)
        return
    if isinstance(form, JsonFormat):
        yield from _converted(opened.reader, name, chunk, form)
        return
    if opened.kind == "plain" and opened.descriptor >= 0 and not opened.mappable:
        # A pipe, named or not: events are passed on as they arrive.
        pieces = read_available(opened.descriptor, piece, opened.reader.taken())
    else:
        pieces = read_chunks(opened.reader, piece)
    if form == "lines":
        for data in pieces:
            yield ChunkTask(name, data, chunk) if data else None
    elif isinstance(form, WrapperFormat):
        from actioncli.formats.wrappers import whole_entries  # noqa: PLC0415 - few logs are wrapped

        for data in whole_entries(pieces, form.wrapper):
            yield WrappedTask(name, data, form.wrapper) if data else None
    else:
        from actioncli.formats.tables import whole_rows  # noqa: PLC0415 - few logs are tables

        header = True
        for data in whole_rows(filter(None, pieces), form):
            yield TableTask(name, data, form, header)
            header = False


def _converted(reader: Reader, name: str, chunk: int, form: JsonFormat) -> Iterator[Task]:
    """The events of JSON text; for pages, the last task says whether there is a next page."""
    from actioncli.formats.converted import Unseparated, json_chunks  # noqa: PLC0415 - few logs are such JSON, nor:
    from actioncli.formats.json_stream import JsonText  # noqa: PLC0415

    text = JsonText(Unseparated(reader) if form.separated else reader, chunk)
    for converted in json_chunks(text, name, chunk, pages=form.pages):
        yield ConvertedTask(name, converted)
    if text.next_page is not None:
        yield PageTask(name, text.next_page)


def _members(opened: Opened, span: int, chunk: int, depth: int) -> Iterator[Task | None]:
    """The tasks of the members of an archive, and its notes."""
    from actioncli.inputs.archives import Member  # noqa: PLC0415
    from actioncli.tasks.archive_members import in_archive  # noqa: PLC0415 - slow to import, and so are:

    if depth >= _NESTED:
        raise UnreadableSource(f"{opened.source.name}: archives are nested too deeply")
    for found in in_archive(opened):
        if isinstance(found, Member):
            yield from _explained(found.name, partial(open_member, found.name, found.blocks()), span, chunk, depth + 1)
        else:
            yield found


def tasks_of_members(source: Source, entries: slice) -> Iterator[Task | None]:
    """The tasks of the members among some entries of a zip archive, as `archived.members_of` counts them."""
    from actioncli.inputs.archives import Member  # noqa: PLC0415
    from actioncli.tasks.archive_members import in_archive  # noqa: PLC0415 - slow to import, and so are:

    try:
        with open_source(source) as opened:
            for found in in_archive(opened, entries):
                if isinstance(found, Member):
                    yield from _explained(found.name, partial(open_member, found.name, found.blocks()), SPAN, CHUNK, 1)
    except ActioncliError as error:
        yield FailedTask(source.name, str(error))


def _row_groups(opened: Opened) -> Iterator[Task]:
    source = opened.source
    if not opened.mappable or source.path is None:
        raise needs_file(source.name, PARQUET)
    from actioncli.formats.parquet import row_group, row_groups  # noqa: PLC0415 - an extra, and so is:
    from actioncli.formats.text_cells import note_of_rows  # noqa: PLC0415 - slow to import

    note = ""
    for group, size in enumerate(row_groups(source.name, source.path)):
        if not group and isinstance(source.path, Path):
            with suppress(ActioncliError):  # which is reported when it is read
                note = next(
                    map(partial(note_of_rows, source.name), row_group(source.name, source.path, 0, as_asked=True)), ""
                )
        yield RowGroupTask(source.name, source.path, group, size)
    yield NoteTask(source.name, note, form="Parquet")


def _length(path: Path | RemoteFile) -> int:
    return (path.size or 0) if isinstance(path, RemoteFile) else path.stat().st_size
