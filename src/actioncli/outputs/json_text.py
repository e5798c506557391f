"""JSON output: UTF-8 without needless escapes, compact or indented."""

from __future__ import annotations

import json
from collections.abc import Iterable

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def json_text(value: object) -> str:
    """The value as compact JSON; NaN and infinities become `null`, as in JavaScript."""
    try:
        return _encode(value)
    except (ValueError, RecursionError):  # not finite, or nested too deeply for the C encoder: rare, and slow
        return "".join(_pieces(value))


def json_bytes(text: str) -> bytes:
    r"""JSON text as UTF-8; a lone surrogate, which UTF-8 cannot encode, becomes the JSON escape (`\ud83d`)."""
    return text.encode("utf-8", "backslashreplace")


def json_indented(value: object) -> bytes:
    """The value as indented JSON with a line break at its end."""
    return json_bytes(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _pieces(value: object) -> Iterable[str]:
    """The JSON of a value in pieces, with a stack instead of recursion."""
    stack: list[tuple[bool, object]] = [(False, value)]
    while stack:
        is_text, item = stack.pop()
        if is_text:
            yield str(item)
        elif isinstance(item, (list, tuple)):
            stack.append((True, "]"))
            for index in range(len(item) - 1, -1, -1):
                stack.append((False, item[index]))
                stack.append((True, "," if index else "["))
            if not item:
                stack.append((True, "["))
        elif isinstance(item, dict):
            stack.append((True, "}"))
            members = list(item.items())
            for index in range(len(members) - 1, -1, -1):
                stack.append((False, members[index][1]))
                stack.append((True, ("," if index else "{") + _encode(members[index][0]) + ":"))
            if not members:
                stack.append((True, "{"))
        elif isinstance(item, float) and (item != item or item in (float("inf"), float("-inf"))):
            yield "null"
        else:
            yield _encode(item)
