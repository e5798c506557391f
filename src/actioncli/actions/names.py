"""The names that `--action` and the library's `only` choose actions by."""

from __future__ import annotations

from collections.abc import Iterable

from actioncli.actions.model import Actions
from actioncli.errors import ActioncliError
from actioncli.near import near

LISTED = 20
"""How many actions a message lists."""


def check_names(actions: Actions, only: Iterable[str]) -> None:
    """Refuse a name or glob that no action has, telling the nearest."""
    for pattern in only:
        if not actions.named((pattern,)):
            names = actions.names()
            some = ", ".join(names[:LISTED]) + (f" and {len(names) - LISTED:,} more" if len(names) > LISTED else "")
            raise ActioncliError(
                f"no action is named {pattern!r}; {near(pattern, names) or 'the actions are: ' + some}"
            )
