"""Lines that held many events, as lines of one event each; written when somebody asks for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actioncli.events.event import Event
from actioncli.records.record import Batch, Record
from actioncli.values import compact_json


def _nothing(_record: Record) -> Mapping[str, Any]:
    return {}


class Rewritten(Batch):
    """The events of one line as a batch of its own."""

    events: Sequence[Event] = ()
    joined: Callable[[Record], Mapping[str, Any]] = _nothing

    def line(self, index: int) -> bytes:
        """A line that holds this event alone, as JSON without blanks."""
        return compact_json(dict(self.events[index].rewritten(self.joined))).encode("utf-8", "backslashreplace")


def one_a_line(
    batch: Batch, index: int, events: Sequence[Event], joined: Callable[[Record], Mapping[str, Any]]
) -> Batch:
    """The events that the line of `batch.records[index]` holds, each with a line of its own."""
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
