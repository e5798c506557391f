"""The names of what events have: candidates for a name that none of them has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from actioncli.events.event import Event
from actioncli.events.shapes.views import keys_of

MOST = 500
"""So many names are kept."""


def names_in(event: Event) -> Iterator[str]:
    """The names of an event's fields, as `--by` and `--fields` spell them."""
    return chain(
        keys_of(event._record),
        (f"properties.{key}" for key in keys_of(event.properties)),
        (f"person.{key}" for key in keys_of(event.person)),
    )


def with_names(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The names with others, each once, and not too many."""
    return tuple(dict.fromkeys((*names, *others)))[:MOST] if others else names
