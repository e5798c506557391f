r"""Logs of containers: lines wrapped by Docker or by a Kubernetes runtime (CRI), unwrapped line by line.

    {"log":"{\"event\":...}\n","stream":"stdout","time":"..."}
    2025-03-14T00:35:49.962000000Z stdout F {"event":...}

A line that was cut in parts by the runtime is put together again, and stands where its last part stood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

Wrapper: TypeAlias = Literal["docker", "cri"]

_DOCKER = re.compile(rb'\s*\{"(?:log|stream|time|attrs)":')
_DOCKER_LOG = re.compile(rb'"log"\s*:\s*("(?:[^"\\]|\\.)*+")')
_STREAM = re.compile(rb'"stream"\s*:\s*"std(?:out|err)"')
_CRI = re.compile(rb"\d{4}-\d\d-\d\dT\S+ (stdout|stderr) ([FP])(?:\S*) ?")


def wrapper_of(line: bytes) -> Wrapper | None:
    """How a line is wrapped."""
    if _CRI.match(line):
        return "cri"
    return "docker" if _DOCKER.match(line) and _STREAM.search(line) and _DOCKER_LOG.search(line) else None


def whole_entries(chunks: Iterable[bytes], wrapper: Wrapper) -> Iterator[bytes]:
    """Chunks of lines cut anew, so that no entry lies in two of them; empty ones go on at once."""
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
    if wrapper == "cri":
        match = _CRI.match(line)
        return match is not None and match[2] == b"P"
    found = _DOCKER_LOG.search(line)
    return found is not None and not found[1].endswith(b'\\n"')


def unwrapped(data: bytes, wrapper: Wrapper) -> bytes:
    """The lines with their wrapping off, as many as before: parts but the last leave blank ones.

    A line that is not wrapped stays as it is.
    """
    unwrap = _unwrapped_cri if wrapper == "cri" else _unwrapped_docker
    held: dict[bytes, bytes] = {}
    lines = data.split(b"\n")
    for index, line in enumerate(lines):
        found = unwrap(line)
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


def _unwrapped_cri(line: bytes) -> tuple[bytes, bytes, bool] | None:
    match = _CRI.match(line)
    return (match[1], line[match.end() :].rstrip(b"\r"), match[2] == b"F") if match else None


def _unwrapped_docker(line: bytes) -> tuple[bytes, bytes, bool] | None:
    found, stream = _DOCKER_LOG.search(line), _STREAM.search(line)
    if found is None or stream is None:
        return None
    try:
        text = json.loads(found[1])
    except ValueError:
        return None
    raw = text.encode("utf-8", "surrogatepass")
    return stream[0], raw.rstrip(b"\r\n").replace(b"\n", b"\r"), raw.endswith(b"\n")
