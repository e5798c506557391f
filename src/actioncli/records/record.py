"""Whole lines of bytes to records: one object each, read lazily where it can be, with its place and its bytes.

The only room that knows fastsimdjson.
It reads a whole chunk at once, but takes documents wherever they end:
two on a line, or one over two lines, are all the same to it.
So the lines are walked too, and a chunk whose lines and documents do not fit together is read line by line.
A line means the same in both ways, and whatever chunk it stands in.
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
    """A JSON object as it was read: fastsimdjson's lazy view, or a dict."""

    def get(self, key: str, default: Any = None, /) -> Any:
        """The first value of a key: a scalar, or something for `plain`, `is_object` and `is_list`."""

    def keys(self) -> Iterable[str]:
        """Its keys; one that occurs twice may come twice."""


class BadLine(Struct, frozen=True):
    """A line that is no record."""

    index: int
    """Which line it is, from 0."""
    reason: str
    """A short sentence that never holds the line."""
    start: int
    end: int
    """Where its bytes are in the batch's data, without its line ending."""

    def moved(self, lines: int) -> BadLine:
        """The same after so many lines more."""
        return replace(self, index=self.index + lines)


class Batch(Struct):
    """The records of a chunk in order, and its bad lines; `starts`, `ends` and `numbers` go with `records`."""

    data: Buffer
    records: list[Record] = field(default_factory=list)
    starts: Sequence[int] = field(default_factory=list)
    ends: Sequence[int] = field(default_factory=list)
    """Where each record's bytes are in `data`: its line without the ending, or of several on a line its own."""
    numbers: Sequence[int] = field(default_factory=list)
    """The line of each record, from 0."""
    bad: list[BadLine] = field(default_factory=list)
    lines: int = 0
    """All lines, blank ones included."""
    repaired: int = 0
    """Lines with records that were not UTF-8."""
    before: int = 0
    """Lines of the task that came before the chunk's."""

    def line(self, index: int) -> bytes:
        """A record's bytes as they stand in the input, without line ending."""
        return self.data[self.starts[index] : self.ends[index]]

    def number(self, index: int) -> int:
        """The line of the task that a record stands on, from 1; `Part.before` lines of the source come before it."""
        return self.before + self.numbers[index] + 1

    def bad_line(self, bad: BadLine) -> bytes:
        """A bad line's bytes, without line ending."""
        return self.data[bad.start : bad.end]


def decode(data: bytes | memoryview | mmap, start: int = 0, stop: int | None = None) -> Batch:
    """The records of `data[start:stop]`, which are whole lines; only the last line of all may lack its end.

    Nothing of bytes or of a map is copied, and a map must stay open as long as the batch; a memoryview is copied.
    No bytes whatever make it raise.
    """
    if isinstance(data, memoryview):
        data, start, stop = bytes(data[start:stop]), 0, None
    stop = len(data) if stop is None else stop
    if start >= stop:
        return Batch(data)
    return _at_once(data, start, stop) or _line_by_line(data, start, stop)


def _at_once(data: Buffer, start: int, stop: int) -> Batch | None:
    """The batch of good lines; None when there is anything odd about them.

    Why lines and documents fit together: each line that is not blank begins with `{` and ends with `}`.
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
    """Where lines begin and end, and the numbers of blank ones; None if one does not look like an object."""
    starts: list[int] = []
    ends: list[int] = []
    blank: set[int] = set()
    find, begins, stops = data.find, starts.append, ends.append
    position = start
    # The loop of every line: 0.3 µs, most of it for `find`.
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
    """How long a line is that looks like an object, without its ending; 0 for a blank one, negative for others."""
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
        if line.startswith(BOM):  # within a log when logs were joined, each with its own
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
    """The objects of a line with their bounds in it, and whether it had to be repaired; raises `Refused`."""
    record = _view(line)
    if record.__class__ is _Object:
        return [(record, 0, len(line))], False
    readings, repaired = read_objects(line)
    return [(reading.value, reading.start, reading.end) for reading in readings], repaired


def _between_nuls(line: bytes) -> Iterator[tuple[Record, int, int]]:
    """The objects of a bad line beside its NULs: a power cut leaves a run of them, and the log goes on right behind."""
    for piece in re.finditer(rb"[^\x00]+", line) if b"\x00" in line else ():
        with suppress(Refused):
            for record, first, last in _objects(piece[0])[0]:
                yield record, piece.start() + first, piece.start() + last


def _view(text: bytes) -> Any:
    """A lazy view of an object or array; None when the lenient reader must have a look.

    What fastsimdjson gives in another form it got from the standard library,
    which lets the last of two equal keys win and takes UTF-16.
    Raises `Refused` for a number that Python would only refuse when it is asked for.
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
    """The value of a JSON text, an object as a `Record`, by the rules for lines; None when it is not JSON."""
    try:
        view = _view(text if isinstance(text, bytes) else text.encode())
        return read_value(text) if view is None else view
    except UnicodeEncodeError:  # a lone surrogate that was an escape in the text around this one
        pass
    except Refused:
        return None
    try:
        return read_value(text)
    except Refused:
        return None


def is_object(value: object) -> TypeGuard[Record]:
    """Whether a value of a record is an object, and so a record itself."""
    return value.__class__ is _Object or value.__class__ is dict


def is_list(value: object) -> bool:
    """Whether a value of a record is an array."""
    return value.__class__ is _Array or value.__class__ is list


def plain(value: Any) -> Value:
    """A value of a record as plain dicts and lists all through; of a key that occurs twice, its first value."""
    if value.__class__ is not _Object and value.__class__ is not _Array:
        scalar: Value = value
        return scalar
    made: Any = value.as_dict() if value.__class__ is _Object else value.as_list()
    if not has_duplicates(value, made):
        return made  # type: ignore[no-any-return]
    # Not `as_dict`, by whose rule the last value counts; not recursive, for values may nest a thousand deep.
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
