"""The fields of a matcher: what each is called, what a plain value means there, and which operators it takes.

What they read is in `semantics` section 2 of the documentation, how they read it in `matching/readers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldKind:
    """One field of a matcher."""

    name: str
    summary: str
    default: str = "exact"
    """The operator of a plain value."""
    keyed: bool = False
    """Whether it is a mapping from property name to condition (`group`: from index to such a mapping)."""
    elements: bool = False
    """Whether it is tested on the elements of an event, each of which may meet it."""
    operators: tuple[str, ...] = ()
    """The operators it takes; none named: all."""
    folds_case: bool = False
    """Whether `contains` ignores case here."""
    blank_is_error: str = ""
    """`empty`: an empty plain text is an error; `blank`: white space alone is one too."""


FIELDS: tuple[FieldKind, ...] = (
    FieldKind("event", "the event's name", blank_is_error="empty"),
    FieldKind(
        "url", "the property `$current_url`, or what the source calls it", default="contains", blank_is_error="empty"
    ),
    FieldKind(
        "selector",
        "a CSS selector that some element of the chain is the subject of",
        elements=True,
        operators=("exact", "is_not"),
        blank_is_error="blank",
    ),
    FieldKind(
        "tag_name",
        "the tag of an element, in any case",
        elements=True,
        operators=("exact", "is_not"),
        blank_is_error="empty",
    ),
    FieldKind("text", "the text of an element", elements=True, folds_case=True, blank_is_error="empty"),
    FieldKind("href", "the link of an element", elements=True, folds_case=True, blank_is_error="empty"),
    FieldKind("properties", "event properties, by name", keyed=True),
    FieldKind("person", "person properties, by name", keyed=True),
    FieldKind("group", "group properties, by group type index and name", keyed=True),
    FieldKind("distinct_id", "who did it, as the event says"),
    FieldKind("uuid", "the event's own identifier"),
    FieldKind("person_id", "the person's identifier, as at ingestion"),
    FieldKind("timestamp", "when it happened"),
    FieldKind("created_at", "when it was stored"),
    *(
        FieldKind(f"$group_{index}", f"the key of the event's group of type {index}, of the record or its properties")
        for index in range(5)
    ),
)

BY_NAME = {kind.name: kind for kind in FIELDS}
