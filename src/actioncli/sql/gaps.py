"""What dialects cannot express exactly. docs/sql.md is generated from this table.

`UnsupportedError` carries the name of an entry.
A test checks that each entry's example is rejected by its dialects and accepted by all others.
"""

from __future__ import annotations

from msgspec import Struct

from actioncli.sql.dialects import DIALECTS


class Gap(Struct, frozen=True):
    """Unsupported conditions, their dialects, and the reason."""

    name: str
    conditions: str
    """Which conditions, as text."""
    why: str
    example: str
    """A matcher in YAML that is rejected for this reason."""
    of_every_dialect: bool = False

    @property
    def dialects(self) -> tuple[str, ...]:
        """The dialects that cannot express it."""
        return tuple(dialect.name for dialect in DIALECTS if self.of_every_dialect or self.name in dialect.gaps)


GAPS: tuple[Gap, ...] = (
    Gap(
        "times-as-text",
        "`timestamp` and `created_at` with anything but `is_date_exact`, `is_date_before`, `is_date_after`, `is_set` "
        "and `is_not_set`, where the column holds times",
        "exports write times in several formats, which a column of times does not keep",
        "timestamp: {starts_with: '2026'}",
        of_every_dialect=True,
    ),
    Gap(
        "item-arrays",
        "`exact`, `regex`, `icontains` and the other text operators on `$exception_types`, `$exception_values`, "
        "`$exception_sources` and `$exception_functions`",
        "these arrays are compared item by item",
        "properties: {$exception_types: TypeError}",
        of_every_dialect=True,
    ),
    Gap(
        "large-numbers",
        "numbers of 38 digits and more, in `exact` and similar operators, and in comparisons",
        "databases have no exact numbers beyond that",
        "distinct_id: {gt: 100000000000000000000000000000000000000}",
        of_every_dialect=True,
    ),
    Gap(
        "large-patterns",
        "`semver_…` with a number of more than 1,000 digits",
        "the equivalent pattern is too large for RE2",
        f"distinct_id: {{semver_gt: '{'9' * 1001}.0.0'}}",
        of_every_dialect=True,
    ),
    Gap(
        "unwritable",
        "operands with a NUL",
        "SQL text cannot contain it",
        'event: "a\\0b"',
        of_every_dialect=True,
    ),
    Gap(
        "long-numbers",
        'a text such as `"98765432109876543210.0"` in `exact` and similar operators: a number beyond 64 bits, '
        "not in the form in which JSON numbers are printed",
        "JSON integers beyond 64 bits are read as text",
        "properties: {id: '98765432109876543210.0'}",
    ),
    Gap(
        "pointers",
        "keys that are a JSON Pointer with more than three numbers",
        "each may be an index or a key, and the combinations multiply",
        "properties: {/a/0/1/2/3: x}",
    ),
    Gap(
        "keys",
        "keys with a quote, a backslash or a control character",
        "its JSON paths are literals whose escaping is undocumented",
        """properties: {'a"b': x}""",
    ),
    Gap(
        "quotes",
        "keys with both `'` and `\"`, empty keys, and in a JSON Pointer, after its first step, "
        "keys with a `'` and the key `*`",
        "its JSON paths have no escapes",
        """properties: {'a"b''c': x}""",
    ),
    Gap(
        "classes",
        r"`regex` and `not_regex` with `\p` or `\P`, with `\C`, with an empty class, "
        r"or with `\B` as a pattern that matches the empty text",
        "databases differ in their version of Unicode, and only RE2 matches bytes",
        r"event: {regex: '\pL'}",
    ),
    Gap(
        "repetitions",
        "`regex` and `not_regex` with a number of repetitions above 255, and `semver_…` with so many digits",
        "its regular expressions have no larger repetition counts",
        "event: {regex: 'a{256}'}",
    ),
)

BY_NAME = {gap.name: gap for gap in GAPS}
