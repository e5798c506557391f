"""`match --tag`: the names of the matching actions as the last key of an event's JSON, all else as it stood."""

from __future__ import annotations

from collections.abc import Sequence

from actioncli.outputs.json_text import json_bytes, json_text

_WHITE = b" \t\r\n"


def tag(line: bytes, names: Sequence[str]) -> bytes:
    """The line of a JSON object with `"matched_actions":[...]` added; where it had that key, the last one counts.

    Raises:
        ValueError: the line holds no object.

    """
    return tagged(line, tag_suffix(names))


def tag_suffix(names: Sequence[str]) -> bytes:
    """What `tagged` puts before the closing brace; the caller keeps it, as events mostly share few sets of names."""
    return json_bytes(f',"matched_actions":{json_text(list(names))}')


def tagged(line: bytes, suffix: bytes) -> bytes:
    """The line with a `tag_suffix` before its last brace; an object without keys takes it without the comma."""
    end = line.rfind(b"}")
    if end < 0:
        raise ValueError("not a JSON object")
    head = line[:end]
    if head.rstrip(_WHITE).endswith(b"{"):  # a brace right before the last one can only be the first
        suffix = suffix[1:]
    return head + suffix + line[end:]
