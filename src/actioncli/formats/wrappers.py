r"""Lines with an event inside them, unwrapped line by line; each kind is an entry of `WRAPPERS`.

    {"log":"{\"event\":...}\n","stream":"stdout","time":"..."}      Docker
    2025-03-14T00:35:49.962000000Z stdout F {"event":...}            a Kubernetes runtime (CRI)
    key <tab> {"event":...}                                          Kafka's console consumer, with the key printed
    "{\"event\":...}"                                                a JSON string
    <record separator>{"event":...}                                  a JSON text sequence (RFC 7464)
    ["$pageview","ana"]                                              a row, where the first line holds the names

A line that was split by a runtime is joined, at the position of its last part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct

from actioncli.records.columns import named_row
from actioncli.records.json_bounds import SEPARATOR, on_one_line, value_end

Unwrapped: TypeAlias = "tuple[bytes, bytes, bool]"
"""The stream of a line, its text, and whether the text is complete."""

_DOCKER = re.compile(rb'\s*\{"(?:log|stream|time|attrs)":')
_DOCKER_LOG = re.compile(rb'"log"\s*:\s*("(?:[^"\\]|\\.)*+")')
_STREAM = re.compile(rb'"stream"\s*:\s*"std(?:out|err)"')
_CRI = re.compile(rb"\d{4}-\d\d-\d\dT\S+ (stdout|stderr) ([FP])(?:\S*) ?")
_KEYED = re.compile(
    rb"(?:(?:CreateTime|LogAppendTime|NoTimestampType):-?\d+\t)?(?:Partition:\d+\t)?(?:Offset:\d+\t)?"
    rb"(?:NO_HEADERS\t|[A-Za-z_][\w.-]*:[^\t\n{]*\t)?[^\t\n{]*\t(?=\{)"
)
"""A key, after optional output of the consumer: a time, a partition, an offset, headers.

Rows of a table without a header, whose last column is an object, have more columns than that.
"""


class Wrapper(Struct, frozen=True):
    """A kind of wrapped lines. Its functions are found by its name, so that a task can contain it."""

    name: str
    columns: tuple[str, ...] = ()
    """The names of the values of a row."""
    heading: tuple[bytes, ...] = ()
    """The lines above the rows."""


class Kind(Struct, frozen=True):
    """A format of wrapped lines."""

    title: str
    fits: Callable[[bytes], bool]
    """Whether the first line has this format."""
    unwrap: Callable[[bytes], Unwrapped | None]
    """A line without its wrapping; None if it is not wrapped."""


def _is_docker(line: bytes) -> bool:
    return bool(_DOCKER.match(line) and _STREAM.search(line) and _DOCKER_LOG.search(line))


def _docker(line: bytes) -> Unwrapped | None:
    found, stream = _DOCKER_LOG.search(line), _STREAM.search(line)
    if found is None or stream is None:
        return None
    try:
        text = json.loads(found[1])
    except ValueError:
        return None
    raw = text.encode("utf-8", "surrogatepass")
    return stream[0], raw.rstrip(b"\r\n").replace(b"\n", b"\r"), raw.endswith(b"\n")


def _cri(line: bytes) -> Unwrapped | None:
    match = _CRI.match(line)
    return (match[1], line[match.end() :].rstrip(b"\r"), match[2] == b"F") if match else None


def _is_keyed(line: bytes) -> bool:
    """Whether only an object follows the key."""
    match = _KEYED.match(line)
    return match is not None and value_end(line, match.end()) == len(line.rstrip(b" \r\n"))


def _keyed(line: bytes) -> Unwrapped | None:
    match = _KEYED.match(line)
    return (b"", line[match.end() :].rstrip(b"\r"), True) if match else None


def _string(line: bytes) -> Unwrapped | None:
    bare = line.strip()
    if not bare.startswith(b'"'):
        return None
    try:
        text = json.loads(bare)
    except ValueError:
        return None
    raw = text.strip().encode("utf-8", "surrogatepass")
    return (b"", on_one_line(raw), True) if raw.startswith(b"{") else None


def _sequence(line: bytes) -> Unwrapped | None:
    return (b"", line.lstrip(SEPARATOR + b" \t").rstrip(b"\r"), True) if line.startswith(SEPARATOR) else None


WRAPPERS: dict[str, Kind] = {
    "docker": Kind("lines wrapped by Docker", _is_docker, _docker),
    "cri": Kind("lines wrapped by a Kubernetes runtime (CRI)", lambda line: _CRI.match(line) is not None, _cri),
    "kafka": Kind("Kafka messages after their keys", _is_keyed, _keyed),
    "string": Kind("JSON strings", lambda line: _string(line) is not None, _string),
    "sequence": Kind("a JSON text sequence (RFC 7464)", lambda line: line.startswith(SEPARATOR), _sequence),
}
"""In the order in which they are tried. `rows_below` needs more than one line."""


def wrapper_of(line: bytes) -> Wrapper | None:
    """The wrapper of a line."""
    return next((Wrapper(name) for name, kind in WRAPPERS.items() if kind.fits(line)), None)


def title_of(wrapper: Wrapper) -> str:
    """The name of a wrapper for users."""
    return "JSON arrays as rows, with a header" if wrapper.columns else WRAPPERS[wrapper.name].title


def rows_below(names: tuple[str, ...], heading: tuple[bytes, ...]) -> Wrapper:
    """Rows as JSON arrays, below a line with the names of their values."""
    return Wrapper("rows", names, heading)


def _row(line: bytes, wrapper: Wrapper) -> Unwrapped | None:
    """A row as an object; nothing for a line of the heading. A row of another width is unchanged."""
    bare = line.strip()
    if bare in wrapper.heading:
        return b"", b"", True
    named = named_row(wrapper.columns, bare) if bare.startswith(b"[") else None
    return None if named is None else (b"", named, True)


def whole_entries(chunks: Iterable[bytes], wrapper: Wrapper) -> Iterator[bytes]:
    """Chunks cut again so that no entry is split between two. Empty chunks are passed on at once."""
    held = b""
    for chunk in chunks:
        if not chunk:
            yield chunk
            continue
        held += chunk
        begun = held.rfind(b"\n", 0, len(held) - 1) + 1
        if not _is_part(held[begun:], wrapper):
            yield held
            held = b""
    if held:
        yield held


def _is_part(line: bytes, wrapper: Wrapper) -> bool:
    if wrapper.name == "cri":
        match = _CRI.match(line)
        return match is not None and match[2] == b"P"
    found = _DOCKER_LOG.search(line) if wrapper.name == "docker" else None
    return found is not None and not found[1].endswith(b'\\n"')


def unwrapped(data: bytes, wrapper: Wrapper) -> bytes:
    """The unwrapped lines, as many as before: all but the last part of an entry become blank lines.

    A line that is not wrapped is unchanged.
    """
    held: dict[bytes, bytes] = {}
    lines = data.split(b"\n")
    for index, line in enumerate(lines):
        found = _row(line, wrapper) if wrapper.columns else WRAPPERS[wrapper.name].unwrap(line)
        if found is None:
            continue
        stream, text, ends = found
        text = held.pop(stream, b"") + text
        if ends:
            lines[index] = text
        else:
            held[stream], lines[index] = text, b""
    for rest in held.values():
        lines[-1:] = [rest, b""] if not lines[-1] else [lines[-1], rest]
    return b"\n".join(lines)
