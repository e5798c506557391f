"""What dialects cannot say exactly: the one table of it, from which docs/sql.md is made.

Whoever raises `UnsupportedError` gives the name of an entry.
A test holds each entry to its dialects: in these its example is refused, in all others it is said.
"""

from __future__ import annotations

from msgspec import Struct

from actioncli.sql.dialects import DIALECTS

EVERY: tuple[str, ...] = tuple(dialect.name for dialect in DIALECTS)
"""All dialects."""


class Gap(Struct, frozen=True):
    """Conditions that are refused, in which dialects, and why."""

    name: str
    conditions: str
    """Which ones, in words."""
    why: str
    dialects: tuple[str, ...]
    example: str
    """A matcher in YAML that is refused for this reason."""


GAPS: tuple[Gap, ...] = (
    Gap(
        "times-as-text",
        "`timestamp` and `created_at` with anything but `is_date_exact`, `is_date_before`, `is_date_after`, `is_set` "
        "and `is_not_set`, where the column holds times",
        "exports spell a time in more ways than one, and the table has forgotten how",
        EVERY,
        "timestamp: {starts_with: '2026'}",
    ),
    Gap(
        "item-arrays",
        "`exact`, `regex`, `icontains` and the other operators of text on `$exception_types`, `$exception_values`, "
        "`$exception_sources` and `$exception_functions`",
        "arrays there are compared item by item",
        EVERY,
        "properties: {$exception_types: TypeError}",
    ),
    Gap(
        "large-numbers",
        "numbers of 38 digits and more, in `exact` and its like and in comparisons",
        "databases count no further exactly",
        EVERY,
        "distinct_id: {gt: 100000000000000000000000000000000000000}",
    ),
    Gap(
        "large-patterns",
        "`semver_…` with a number of more than 1,000 digits",
        "the pattern that says it is too large for RE2",
        EVERY,
        f"distinct_id: {{semver_gt: '{'9' * 1001}.0.0'}}",
    ),
    Gap(
        "unwritable",
        "operands with a NUL",
        "a statement cannot hold one",
        EVERY,
        'event: "a\\0b"',
    ),
    Gap(
        "long-numbers",
        'a text such as `"98765432109876543210.0"` in `exact` and its like: a number beyond 64 bits, '
        "translate_regex as no number of JSON prints",
        "whole numbers beyond 64 bits in JSON are read as texts",
        ("clickhouse",),
        "properties: {id: '98765432109876543210.0'}",
    ),
    Gap(
        "pointers",
        "keys that are a JSON Pointer with more than three numbers in it",
        "each may be an index or a key, and the ways multiply",
        ("clickhouse", "spark", "databricks", "bigquery"),
        "properties: {/a/0/1/2/3: x}",
    ),
    Gap(
        "keys",
        "keys with a quote, a backslash or a control character in them",
        "its paths of JSON are literals, and how these are escaped is not certain enough",
        ("bigquery",),
        """properties: {'a"b': x}""",
    ),
    Gap(
        "quotes",
        "keys with both `'` and `\"` in them, empty keys, and in a JSON Pointer, behind its first step, "
        "keys with a `'` and the key `*`",
        "its paths of JSON know no escapes",
        ("spark", "databricks"),
        """properties: {'a"b''c': x}""",
    ),
    Gap(
        "classes",
        r"`regex` and `not_regex` with `\p` or `\P`, with `\C`, with a class that no character is in, "
        r"or with `\B` where nothing else has to be there",
        "every database knows another version of Unicode, and none but RE2 looks at bytes",
        ("postgres", "spark", "databricks"),
        r"event: {regex: '\pL'}",
    ),
    Gap(
        "repetitions",
        "`regex` and `not_regex` with a number of repetitions above 255, and `semver_…` with so many digits",
        "its regular expressions count no further",
        ("postgres",),
        "event: {regex: 'a{256}'}",
    ),
)

BY_NAME = {gap.name: gap for gap in GAPS}
