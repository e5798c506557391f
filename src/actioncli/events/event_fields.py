"""The columns of `actioncli match --fields`: their names, and their paths in an event."""

from __future__ import annotations

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.near import printable

MATCHED_ACTIONS = "matched_actions"
"""The only field that is not in the event: the names of the actions that match it, in file order."""

_KEYED = {"properties": "properties", "person": "person_properties"}
_GROUPS = {str(index): f"group{index}_properties" for index in range(5)}


_INDEXES = {column: int(index) for index, column in _GROUPS.items()}
_KNOWN = frozenset(
    ("event", "timestamp", "distinct_id", "uuid", "url", "person_id", "created_at", "properties", "person_properties")
)
"""Fields that may be absent from all events without being misspelled."""


class FieldPath(Struct, frozen=True):
    """One column: its name in the output, and its path: a top-level key, and a key in that object or none.

    The second key is the name of a property as in conditions: plain, or a JSON Pointer if it begins with `/`.
    """

    text: str
    keys: tuple[str, ...]

    @property
    def is_matched_actions(self) -> bool:
        """Whether its value comes from the match and not from the event."""
        return self.keys == (MATCHED_ACTIONS,)

    @property
    def group(self) -> int | None:
        """The index of the group type of the property, if it is a group property."""
        return _INDEXES.get(self.keys[0])

    @property
    def may_be_misspelled(self) -> bool:
        """Whether the name may be misspelled if no event has the field."""
        return len(self.keys) > 1 or not (self.is_matched_actions or self.keys[0] in _KNOWN)

    @property
    def is_property(self) -> bool:
        """Whether it is a property of the event, its person or a group; a log may lack these."""
        return len(self.keys) > 1


def parse_fields(text: str) -> tuple[FieldPath, ...]:
    """The fields of `timestamp,event,properties.$current_url`, in that order.

    Fields are separated by commas. A name in double quotes may contain commas (`""` is a quote, as in CSV).
    After `properties`, `person` (which reads `person_properties`) and `group.N`, the first dot separates the
    property's name, which may hold more; any other name is a key at the top of the event.

    Raises:
        ActioncliError: a name is empty, there twice, or badly quoted, or a group's index is not 0 to 4.

    """
    import csv  # noqa: PLC0415 - few runs name fields

    try:
        names = [name.strip() for row in csv.reader([text], skipinitialspace=True, strict=True) for name in row]
    except csv.Error:
        raise ActioncliError(
            f'--fields: the quotes in {printable(text)} must enclose a whole name, as in "properties.a,b"'
        ) from None
    paths: dict[str, FieldPath] = {}
    for name in names or [""]:
        if not name:
            raise ActioncliError(f"--fields: empty name in '{printable(text)}'")
        if name in paths:
            raise ActioncliError(f"--fields: {printable(name)} is given twice")
        paths[name] = FieldPath(name, _keys(name, "--fields"))
    return tuple(paths.values())


def parse_field(name: str, option: str) -> FieldPath:
    """The field of an option other than `--fields`."""
    if not name.strip():
        raise ActioncliError(f"{option}: not a field")
    return FieldPath(name, _keys(name, option))


def _keys(name: str, option: str) -> tuple[str, ...]:
    """The path of a field name."""
    head, dot, key = name.partition(".")
    if head == "group" and dot:
        index, dot, key = key.partition(".")
        if index.isdecimal() and index not in _GROUPS:
            raise ActioncliError(f"{option}: {printable(name)}: group type indexes are 0 to 4")
        column = _GROUPS.get(index)
    else:
        column = _KEYED.get(head)
    if column is None:
        return (name,)
    if dot and not key:
        raise ActioncliError(f"{option}: {printable(name)} has no property name after its last dot")
    return (column, key) if dot else (column,)


DEFAULT_FIELDS = parse_fields("timestamp,event,distinct_id,url,matched_actions")
"""The default fields of `match`."""

URL, CHAIN = FieldPath("url", ("url",)), FieldPath("elements_chain", ("elements_chain",))
OTHER_ELEMENTS = tuple(
    FieldPath(".".join(keys), keys)
    for keys in (("properties", "/$elements_chain"), ("elements",), ("properties", "$elements"))
)
"""Where the elements of PostHog's export are if there is no chain."""
