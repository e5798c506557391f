"""Lines with several events, as lines with one event each, which are written when they are needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actioncli.events.event import Event
from actioncli.records.record import Batch, Record
from actioncli.values import compact_json


def _nothing(_record: Record) -> Mapping[str, Any]:
    return {}


class Rewritten(Batch):
    """The events of one line as a batch."""

    events: Sequence[Event] = ()
    joined: Callable[[Record], Mapping[str, Any]] = _nothing

    def line(self, index: int) -> bytes:
        """A line with only this event, as compact JSON."""
        return compact_json(dict(self.events[index].rewritten(self.joined))).encode("utf-8", "backslashreplace")


def split_line(
    batch: Batch, index: int, events: Sequence[Event], joined: Callable[[Record], Mapping[str, Any]]
) -> Batch:
    """The events of the line of `batch.records[index]`, each with its own line."""
    count = len(events)
    return Rewritten(
        batch.data,
        [batch.records[index]] * count,
        [batch.starts[index]] * count,
        [batch.ends[index]] * count,
        [batch.numbers[index]] * count,
        before=batch.before,
        events=events,
        joined=joined,
    )
