"""Decodes whole lines into records: one lazy object each, with the bounds of its bytes.

This is the only module that uses fastsimdjson.
It parses a whole chunk at once, but accepts documents that end anywhere:
two on a line, or one over two lines.
Therefore the lines are also walked, and a chunk whose lines and documents do not correspond is read line by line.
Both ways give the same result for a line, in any chunk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from mmap import mmap
from typing import Any, Protocol, TypeAlias, TypeGuard

import fastsimdjson
from msgspec import Struct, field
from msgspec.structs import replace

from actioncli.records.chunks import BOM
from actioncli.records.duplicates import has_duplicates
from actioncli.records.lenient import TOO_LONG, Refused, read_objects, read_value, why_bad
from actioncli.records.long_numbers import long_number_possible
from actioncli.values import Value

Buffer: TypeAlias = "bytes | mmap"

_OPENING, _CLOSING = ord("{"), ord("}")
_WHITE = b" \t\r"
_Object, _Array = fastsimdjson.Object, fastsimdjson.Array


class Record(Protocol):
    """A JSON object: a lazy view of fastsimdjson, or a dict."""

    def get(self, key: str, default: Any = None, /) -> Any:
        """The first value of a key: a scalar, or something for `plain`, `is_object` and `is_list`."""

    def keys(self) -> Iterable[str]:
        """The keys; a repeated key may occur twice."""


class BadLine(Struct, frozen=True):
    """A line that could not be read."""

    index: int
    """The index of the line, from 0."""
    reason: str
    """A short sentence that never contains the line."""
    start: int
    end: int
    """The bounds of its bytes in the data of the batch, without the line ending."""

    def moved(self, lines: int) -> BadLine:
        """The same with an index that counts from `lines` lines earlier."""
        return replace(self, index=self.index + lines)


class Batch(Struct):
    """The records of a chunk in order, and its bad lines. `starts`, `ends` and `numbers` are parallel to `records`."""

    data: Buffer
    records: list[Record] = field(default_factory=list)
    starts: Sequence[int] = field(default_factory=list)
    ends: Sequence[int] = field(default_factory=list)
    """The bounds of each record in `data`: its line without the ending, or its part of the line."""
    numbers: Sequence[int] = field(default_factory=list)
    """The line of each record, from 0."""
    bad: list[BadLine] = field(default_factory=list)
    lines: int = 0
    """All lines, blank ones included."""
    repaired: int = 0
    """Lines with records that were not UTF-8."""
    before: int = 0
    """Lines of the task before the chunk."""

    def line(self, index: int) -> bytes:
        """The bytes of a record as in the input, without the line ending."""
        return self.data[self.starts[index] : self.ends[index]]

    def number(self, index: int) -> int:
        """The line of a record in its task, from 1; `Part.before` lines of the source come before the task."""
        return self.before + self.numbers[index] + 1

    def bad_line(self, bad: BadLine) -> bytes:
        """The bytes of a bad line, without the line ending."""
        return self.data[bad.start : bad.end]


def decode(data: bytes | memoryview | mmap, start: int = 0, stop: int | None = None) -> Batch:
    """The records of `data[start:stop]`, which are whole lines. The last line of a source may lack its line break.

    Bytes and maps are not copied, and a map must stay open as long as the batch. A memoryview is copied.
    It never raises, whatever the bytes are.
    """
    if isinstance(data, memoryview):
        data, start, stop = bytes(data[start:stop]), 0, None
    stop = len(data) if stop is None else stop
    if start >= stop:
        return Batch(data)
    return _at_once(data, start, stop) or _line_by_line(data, start, stop)


def _at_once(data: Buffer, start: int, stop: int) -> Batch | None:
    """The batch if all lines are plain objects; None otherwise.

    Why lines and documents then correspond: each line that is not blank begins with `{` and ends with `}`.
    Inside a document no `}` is followed by white space with a line's end in it and then `{`,
    so every line begins with a document and ends with one;
    and if there are as many documents as lines, each line is one.
    """
    try:
        with memoryview(data) as whole, whole[start:stop] as view:
            records = list(fastsimdjson.parse_many(view, format="lines"))
    except (ValueError, RecursionError):
        return None
    if set(map(type, records)) != {_Object} or long_number_possible(data, start, stop):
        return None
    walked = _walk(data, start, stop)
    if walked is None or len(walked[0]) != len(records):
        return None
    starts, ends, blank = walked
    count = len(records)
    numbers: Sequence[int] = range(count)
    if blank:
        numbers = [index for index in range(count + len(blank)) if index not in blank]
    return Batch(data, records, starts, ends, numbers, [], count + len(blank))


def _walk(data: Buffer, start: int, stop: int) -> tuple[list[int], list[int], set[int]] | None:
    """The bounds of lines, and the numbers of blank ones; None if a line does not look like an object."""
    starts: list[int] = []
    ends: list[int] = []
    blank: set[int] = set()
    find, begins, stops = data.find, starts.append, ends.append
    position = start
    # This loop runs for every line: 0.3 µs, most of it in `find`.
    while (end := find(b"\n", position, stop)) >= 0:
        if data[position] == _OPENING and data[end - 1] == _CLOSING:
            begins(position)
            stops(end)
        elif (length := _object_length(data[position:end])) > 0:
            begins(position)
            stops(position + length)
        elif length < 0:
            return None
        else:
            blank.add(len(starts) + len(blank))
        position = end + 1
    if position < stop:
        length = _object_length(data[position:stop])
        if length < 0:
            return None
        if length:
            begins(position)
            stops(position + length)
        else:
            blank.add(len(starts) + len(blank))
    return starts, ends, blank


def _object_length(line: bytes) -> int:
    """The length of a line that looks like an object, without its ending; 0 if blank, negative otherwise."""
    bare = line.strip(_WHITE)
    if bare.startswith(b"{") and bare.endswith(b"}"):
        return len(line.rstrip(b"\r"))
    return -1 if bare else 0


def _line_by_line(data: Buffer, start: int, stop: int) -> Batch:
    """The batch of any lines."""
    records: list[Record] = []
    starts: list[int] = []
    ends: list[int] = []
    numbers: list[int] = []
    batch = Batch(data, records, starts, ends, numbers)
    position = start
    while position < stop:
        end = data.find(b"\n", position, stop)
        line = data[position : end if end >= 0 else stop].rstrip(b"\r")
        if line.startswith(BOM):  # also within a log, if logs with BOMs were joined
            line = line[len(BOM) :]
            position += len(BOM)
        if line and not line.isspace():
            try:
                readings, repaired = _objects(line)
                batch.repaired += repaired
            except Refused as refused:
                reason = why_bad(line, refused, ended=end >= 0)
                batch.bad.append(BadLine(batch.lines, reason, position, position + len(line)))
                readings = list(_between_nuls(line))
            for record, first, last in readings:
                records.append(record)
                starts.append(position + first)
                ends.append(position + last)
                numbers.append(batch.lines)
        batch.lines += 1
        position = end + 1 if end >= 0 else stop
    return batch


def _objects(line: bytes) -> tuple[list[tuple[Record, int, int]], bool]:
    """The objects of a line with their bounds, and whether it was repaired; raises `Refused`."""
    record = _view(line)
    if record.__class__ is _Object:
        return [(record, 0, len(line))], False
    readings, repaired = read_objects(line)
    return [(reading.value, reading.start, reading.end) for reading in readings], repaired


def _between_nuls(line: bytes) -> Iterator[tuple[Record, int, int]]:
    """The objects of a bad line between its NULs. A power failure can leave a run of NULs before the next object."""
    for piece in re.finditer(rb"[^\x00]+", line) if b"\x00" in line else ():
        with suppress(Refused):
            for record, first, last in _objects(piece[0])[0]:
                yield record, piece.start() + first, piece.start() + last


def _view(text: bytes) -> Any:
    """A lazy view of an object or array; None if the lenient reader must read it.

    What fastsimdjson gives in another form it got from the standard library,
    which lets the last of two equal keys win and takes UTF-16.
    Raises `Refused` for a number that Python would reject only when it is accessed.
    """
    try:
        value = fastsimdjson.parse(text)
    except (ValueError, RecursionError):
        return None
    if value.__class__ is not _Object and value.__class__ is not _Array:
        return None
    if long_number_possible(text, 0, len(text)):
        try:
            value.as_dict() if value.__class__ is _Object else value.as_list()
        except ValueError:
            raise Refused(TOO_LONG) from None
    return value


def parse_text(text: str | bytes) -> Any:
    """The value of a JSON text by the rules for lines, with an object as a `Record`; None if it is not JSON."""
    try:
        view = _view(text if isinstance(text, bytes) else text.encode())
        return read_value(text) if view is None else view
    except UnicodeEncodeError:  # a lone surrogate, from an escape in the enclosing text
        pass
    except Refused:
        return None
    try:
        return read_value(text)
    except Refused:
        return None


def is_object(value: object) -> TypeGuard[Record]:
    """Whether a value of a record is an object, which is a record itself."""
    return value.__class__ is _Object or value.__class__ is dict


def is_list(value: object) -> bool:
    """Whether a value of a record is an array."""
    return value.__class__ is _Array or value.__class__ is list


def plain(value: Any) -> Value:
    """A value of a record, converted to plain dicts and lists; of a repeated key, the first value."""
    if value.__class__ is not _Object and value.__class__ is not _Array:
        scalar: Value = value
        return scalar
    made: Any = value.as_dict() if value.__class__ is _Object else value.as_list()
    if not has_duplicates(value, made):
        return made  # type: ignore[no-any-return]
    # Not `as_dict`, which keeps the last value of a key; not recursive, since values may nest a thousand deep.
    outermost: list[Value] = [None]
    todo: list[tuple[Any, Any, Any]] = [(outermost, 0, value)]
    while todo:
        holder, place, view = todo.pop()
        if view.__class__ is _Object:
            made = {}
            items = view.items()
        else:
            made = [None] * len(view)
            items = enumerate(view)
        for key, item in items:
            if made.__class__ is list or key not in made:
                made[key] = item
                if item.__class__ is _Object or item.__class__ is _Array:
                    todo.append((made, key, item))
        holder[place] = made
    return outermost[0]
