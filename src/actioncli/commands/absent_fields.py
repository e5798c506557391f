"""Fields that `--by` or `--fields` names and no event has."""

from __future__ import annotations

from collections.abc import Iterable

from actioncli.errors import ActioncliError
from actioncli.events.event_fields import FieldPath
from actioncli.near import near, printable
from actioncli.outputs.messages import print_message

SHOWN = 12
"""How many names are shown where none is near."""


def tell_absent(option: str, absent: Iterable[FieldPath], names: Iterable[str], others: Iterable[str] = ()) -> None:
    """Say which fields no event has: of a property on stderr, for it may be missing from a log by chance.

    `names` are those that events have, `others` what the option takes besides.

    Raises:
        ActioncliError: a name that is no property, and so is most likely misspelled.

    """
    candidates = tuple(dict.fromkeys((*others, *names)))
    wrong = []
    for path in absent:
        kind = "property" if path.is_property else "field"
        guess = near(path.text, candidates) or f"there are: {', '.join(map(printable, candidates[:SHOWN]))}"
        if path.text in candidates:
            guess = "events that do not match have it"
        message = f"{option} {printable(path.text)}: no event that matches has this {kind}; {guess}"
        if path.is_property:
            print_message(message)
        else:
            wrong.append(message)
    if wrong:
        raise ActioncliError("\n".join(wrong))
