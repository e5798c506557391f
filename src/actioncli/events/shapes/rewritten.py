"""Lines that held many records, as lines of one record each; written when somebody asks for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actioncli.events.records import Batch, Record
from actioncli.values import compact_json


def _nothing(_record: Record) -> Mapping[str, Any]:
    return {}


class Rewritten(Batch):
    """The records of one line as a batch of its own."""

    joined: Callable[[Record], Mapping[str, Any]] = _nothing

    def line(self, index: int) -> bytes:
        """A line that holds this record alone, as JSON without blanks."""
        return compact_json(dict(self.joined(self.records[index]))).encode("utf-8", "backslashreplace")


def one_a_line(batch: Batch, index: int, records: list[Record], joined: Callable[[Record], Mapping[str, Any]]) -> Batch:
    """The records that the line of `batch.records[index]` holds, each with a line of its own."""
    count = len(records)
    return Rewritten(
        batch.data,
        records,
        [batch.starts[index]] * count,
        [batch.ends[index]] * count,
        [batch.numbers[index]] * count,
        joined=joined,
    )
