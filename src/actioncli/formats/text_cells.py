"""Warns if columns of objects contain other text, from the first rows of a source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from actioncli.records.record import is_list, is_object, parse_text
from actioncli.records.reprs import SECTIONS
from actioncli.records.rows import RowBatch

LOOKED_AT = 100
"""The most rows to look at."""
_PROPERTIES = re.compile(rb'"properties"\s*:\s*("(?:[^"\\\n]|\\.)*+")')


def note_of_rows(name: str, batch: RowBatch) -> str:
    """The warning for some rows; empty if there is none."""
    if batch.columns is None:
        return ""
    rows = batch.records[:LOOKED_AT]
    for key in sorted(SECTIONS & set(batch.columns.layout.own)):
        if texts := [text for row in rows if is_plain_text(text := row.get(key))]:
            return _note(name, key, len(texts), len(rows), texts)
    return ""


def note_of_lines(name: str, head: bytes) -> str:
    """The warning for JSON Lines with this beginning; empty if there is none."""
    found = [json.loads(match[1], strict=False) for match in _PROPERTIES.finditer(head[: 1 << 16])]
    texts = [text for text in found if is_plain_text(text)]
    return _note(name, "properties", len(texts), len(found), texts) if texts else ""


def _note(name: str, key: str, count: int, of: int, texts: Iterable[str]) -> str:
    example = next(iter(texts))
    shown = example if len(example) <= 40 else example[:39] + "…"
    return f"{name}: `{key}` is not JSON in {count} of the first {of} rows, so its keys cannot be read: {shown}"


def is_plain_text(value: object) -> bool:
    """Whether a value is non-empty text other than JSON."""
    if not isinstance(value, str) or not value.strip() or value.strip() in ("null", '""'):
        return False
    parsed = parse_text(value)
    return not (is_object(parsed) or is_list(parsed))
