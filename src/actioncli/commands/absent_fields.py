"""Fields of `--by` or `--fields` that no event has."""

from __future__ import annotations

from collections.abc import Iterable

from actioncli.errors import ActioncliError
from actioncli.events.event_fields import FieldPath
from actioncli.near import near, printable
from actioncli.outputs.messages import print_message

SHOWN = 12
"""The number of names that are shown if none is similar."""


def tell_absent(option: str, absent: Iterable[FieldPath], names: Iterable[str], others: Iterable[str] = ()) -> None:
    """Report the fields that no event has: properties on stderr, because a log may lack them by chance.

    `names` are the fields that events have, `others` the other values of the option.

    Raises:
        ActioncliError: a field that is not a property, and so is most likely misspelled.

    """
    candidates = tuple(dict.fromkeys((*others, *names)))
    wrong = []
    for path in absent:
        kind = "property" if path.is_property else "field"
        guess = near(path.text, candidates) or f"there are: {', '.join(map(printable, candidates[:SHOWN]))}"
        if path.text in candidates:
            guess = "other events have it"
        message = f"{option} {printable(path.text)}: no event that matches has this {kind}; {guess}"
        if path.is_property:
            print_message(message)
        else:
            wrong.append(message)
    if wrong:
        raise ActioncliError("\n".join(wrong))
