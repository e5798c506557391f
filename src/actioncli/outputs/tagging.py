"""`match --tag`: the names of the matching actions as the last key of an event's JSON; the rest is unchanged."""

from __future__ import annotations

from collections.abc import Sequence

from actioncli.outputs.json_text import json_bytes, json_text

_WHITE = b" \t\r\n"


def tag(line: bytes, names: Sequence[str]) -> bytes:
    """The line of a JSON object with `"matched_actions":[...]` added; of two such keys, the last one counts.

    Raises:
        ValueError: the line is not an object.

    """
    return tagged(line, tag_suffix(names))


def tag_suffix(names: Sequence[str]) -> bytes:
    """The bytes that `tagged` inserts before the closing brace. Callers cache them: events share few sets of names."""
    return json_bytes(f',"matched_actions":{json_text(list(names))}')


def tagged(line: bytes, suffix: bytes) -> bytes:
    """The line with a `tag_suffix` before its last brace; in an object without keys, without the comma."""
    end = line.rfind(b"}")
    if end < 0:
        raise ValueError("not a JSON object")
    head = line[:end]
    if head.rstrip(_WHITE).endswith(b"{"):  # a brace right before the last one can only be the first
        suffix = suffix[1:]
    return head + suffix + line[end:]
