"""What dialects cannot say exactly: the one table of it, from which docs/sql.md is made.

Whoever raises `CannotSay` gives the name of an entry.
A test holds each entry to its dialects: in these its example is refused, in all others it is said.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERY: tuple[str, ...] = ("duckdb", "clickhouse")
"""All dialects."""


@dataclass(frozen=True, slots=True)
class Gap:
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
        "large-numbers",
        "numbers of 38 digits and more, in `exact` and its like and in comparisons",
        "databases count no further exactly",
        EVERY,
        "properties: {amount: {gt: 100000000000000000000000000000000000000}}",
    ),
    Gap(
        "large-patterns",
        "`semver_…` with a number of more than 1,000 digits",
        "the pattern that says it is too large for RE2",
        EVERY,
        f"properties: {{version: {{semver_gt: '{'9' * 1001}.0.0'}}}}",
    ),
    Gap(
        "unwritable",
        "operands with a NUL",
        "a statement cannot hold one",
        EVERY,
        'properties: {plan: "a\\0b"}',
    ),
    Gap(
        "long-numbers",
        'a text such as `"98765432109876543210.0"` in `exact` and its like: a number beyond 64 bits, '
        "spelled as no number of JSON prints",
        "whole numbers beyond 64 bits in JSON are read as texts",
        ("clickhouse",),
        "properties: {id: '98765432109876543210.0'}",
    ),
    Gap(
        "deep-pointers",
        "keys that are a JSON Pointer with more than three numbers in it",
        "each may be an index or a key, and the ways multiply",
        ("clickhouse",),
        "properties: {/a/0/1/2/3: x}",
    ),
)

BY_NAME = {gap.name: gap for gap in GAPS}
