"""Field names of events: candidates for a misspelled name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from actioncli.events.event import Event
from actioncli.events.shapes.views import keys_of

MOST = 500
"""The most names to keep."""


def names_in(event: Event) -> Iterator[str]:
    """The field names of an event, as in `--by` and `--fields`."""
    return chain(
        keys_of(event._record),
        (f"properties.{key}" for key in keys_of(event.properties)),
        (f"person.{key}" for key in keys_of(event.person)),
    )


def with_names(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The names and others, each once, up to a limit."""
    return tuple(dict.fromkeys((*names, *others)))[:MOST] if others else names
