"""The fields of a matcher: what each reads, what a plain value means, and which operators it accepts.

The rules are in `docs/semantics.md`, section 2; `matching/readers.py` reads the fields.
`docs/fields.md` is generated from this table.
"""

from __future__ import annotations

from msgspec import Struct

CHAIN = "the elements: `elements_chain`, or where else an export keeps them"


PLAIN = "exact"
"""The operator of a plain value, unless the field has another."""


class FieldKind(Struct, frozen=True):
    """One field of a matcher."""

    name: str
    summary: str
    reads: str
    """Where in an event it looks, with the names of PostHog's batch export."""
    examples: tuple[tuple[str, str], ...]
    """Lines of an actions file, and their meanings."""
    default: str = PLAIN
    """The operator of a plain value."""
    keyed: bool = False
    """Whether it is a mapping from property names to conditions (`group`: from indexes to such mappings)."""
    elements: bool = False
    """Whether it is tested on the elements of an event, and one of them is enough."""
    operators: tuple[str, ...] = ()
    """The operators that it accepts; empty for all."""
    folds_case: bool = False
    """Whether `contains` ignores case here."""
    blank_is_error: str = ""
    """`empty`: an empty plain text is an error; `blank`: so is a text of white space."""


FIELDS: tuple[FieldKind, ...] = (
    FieldKind(
        "event",
        "the event's name",
        reads="`event`",
        examples=(
            ("event: $pageview", "this name and no other; no wildcards"),
            ("event: [signup, user signed up]", "either name"),
            ("event: {starts_with: order}", "a name that begins so"),
        ),
        blank_is_error="empty",
    ),
    FieldKind(
        "url",
        "the property `$current_url`, or what the source calls it",
        reads="`properties.$current_url`, of every event that has it",
        examples=(
            ("url: /pricing", "an address that contains this"),
            ("url: {exact: https://example.com/}", "this address and no other"),
            (r"url: {regex: '/projects/\d+$'}", "an address that the pattern fits"),
        ),
        default="contains",
        blank_is_error="empty",
    ),
    FieldKind(
        "selector",
        "a CSS selector that some element of the chain is the subject of",
        reads=CHAIN,
        examples=(
            ("selector: form.signup > button[type=submit]", "the clicked element or one around it"),
            ("selector: {is_not: .modal *}", "no element is inside a modal"),
        ),
        elements=True,
        operators=("exact", "is_not"),
        blank_is_error="blank",
    ),
    FieldKind(
        "tag_name",
        "the tag of an element, in any case",
        reads=CHAIN,
        examples=(("tag_name: [a, button]", "either tag"),),
        elements=True,
        operators=("exact", "is_not"),
        blank_is_error="empty",
    ),
    FieldKind(
        "text",
        "the text of an element",
        reads=CHAIN,
        examples=(
            ("text: Sign Up", "the whole text, in this case"),
            ("text: {contains: sign up}", "a part of the text, in any case"),
            ("text: {is_set: false}", "no element has a text"),
        ),
        elements=True,
        folds_case=True,
        blank_is_error="empty",
    ),
    FieldKind(
        "href",
        "the link of an element",
        reads=CHAIN,
        examples=(
            ("href: /docs", "this link and no other"),
            ("href: {contains: /docs}", "a link that contains this, in any case"),
        ),
        elements=True,
        folds_case=True,
        blank_is_error="empty",
    ),
    FieldKind(
        "properties",
        "event properties, by name",
        reads="`properties`",
        examples=(
            ("properties: {plan: pro}", "the property `plan` equals pro"),
            ("properties: {amount: {gte: 100, lt: 500}}", "both operators hold"),
            ("properties: {/cart/items/0/sku: seat}", "a JSON Pointer into a property"),
        ),
        keyed=True,
    ),
    FieldKind(
        "person",
        "person properties, by name",
        reads="`person_properties`, else `person.properties`",
        examples=(('person: {email: {ends_with: "@example.com"}}', "as the person was when it happened"),),
        keyed=True,
    ),
    FieldKind(
        "group",
        "group properties, by group type index and name",
        reads="`group0_properties` to `group4_properties`",
        examples=(("group: {0: {size: {gt: 10}}}", "of the group of type 0"),),
        keyed=True,
    ),
    FieldKind(
        "distinct_id",
        "who did it, as the event says",
        reads="`distinct_id`",
        examples=(("distinct_id: {is_not: test-user}", ""),),
    ),
    FieldKind(
        "uuid",
        "the event's own identifier",
        reads="`uuid`, else `id`",
        examples=(("uuid: 019caddb-1ce8-7361-a0e0-285a20615b85", ""),),
    ),
    FieldKind(
        "person_id",
        "the person's identifier, as at ingestion",
        reads="`person_id`",
        examples=(("person_id: {is_set: true}", ""),),
    ),
    FieldKind(
        "timestamp",
        "when it happened",
        reads="`timestamp`",
        examples=(
            ("timestamp: {is_date_after: 2026-03-01}", "from that midnight on, UTC"),
            ("timestamp: {is_date_after: -7d}", "in the last seven days"),
        ),
    ),
    FieldKind(
        "created_at",
        "when it was stored",
        reads="`created_at`",
        examples=(("created_at: {is_date_before: 2026-03-01}", ""),),
    ),
    *(
        FieldKind(
            f"$group_{index}",
            f"the key of the event's group of type {index}, of the record or its properties",
            reads=f"`$group_{index}`, else `properties.$group_{index}`",
            examples=((f"$group_{index}: acme", ""),),
        )
        for index in range(5)
    ),
)

BY_NAME = {kind.name: kind for kind in FIELDS}
