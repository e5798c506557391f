"""A row: the values of the chosen fields of one event, and their text in the table, CSV and TSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from actioncli.events.event_fields import FieldPath
from actioncli.outputs.json_text import json_text
from actioncli.values import Value

Row: TypeAlias = "tuple[Value, ...]"
"""The values of one event, one for each field: None if absent, the names of the actions as a list."""


def cell_text(value: Value) -> str:
    """A value as text without quotes: empty for None, compact JSON for lists and objects."""
    if isinstance(value, str):
        return value
    return "" if value is None else json_text(value)


def cells_of(fields: Sequence[FieldPath]) -> Callable[[Row], list[str]]:
    """The function from a row to its texts; names of actions are joined with `; `."""
    joined = [field.is_matched_actions for field in fields]

    def cells(row: Row) -> list[str]:
        return [
            "; ".join(map(cell_text, value)) if join and isinstance(value, list) else cell_text(value)
            for value, join in zip(row, joined, strict=True)
        ]

    return cells
