"""The operators, each in one place.

`OPERATORS` is the table that all else derives from: loading, the schema, the reference.
An operator is added to its module, and to this tuple.

    is_grown = BY_NAME["gte"].predicate(18, context)
    is_grown(40)  # True
"""

from __future__ import annotations

from actioncli.conditions.operators.affixes import EndsWith, NotEndsWith, NotStartsWith, StartsWith
from actioncli.conditions.operators.base import Operator
from actioncli.conditions.operators.dates import IsDateAfter, IsDateBefore, IsDateExact
from actioncli.conditions.operators.equality import Exact, In, IsNot, NotIn
from actioncli.conditions.operators.numbers import Between, Gt, Gte, Lt, Lte, NotBetween
from actioncli.conditions.operators.presence import IsNotSet, IsSet
from actioncli.conditions.operators.text import (
    Contains,
    IContains,
    IContainsMulti,
    NotIContains,
    NotIContainsMulti,
    NotRegex,
    Regex,
)
from actioncli.conditions.operators.versions import (
    SemverCaret,
    SemverEq,
    SemverGt,
    SemverGte,
    SemverLt,
    SemverLte,
    SemverNeq,
    SemverTilde,
    SemverWildcard,
)

OPERATORS: tuple[Operator, ...] = (
    Exact(),
    IsNot(),
    In(),
    NotIn(),
    Contains(),
    IContains(),
    NotIContains(),
    IContainsMulti(),
    NotIContainsMulti(),
    StartsWith(),
    NotStartsWith(),
    EndsWith(),
    NotEndsWith(),
    Regex(),
    NotRegex(),
    Gt(),
    Gte(),
    Lt(),
    Lte(),
    Between(),
    NotBetween(),
    IsSet(),
    IsNotSet(),
    IsDateExact(),
    IsDateBefore(),
    IsDateAfter(),
    SemverEq(),
    SemverNeq(),
    SemverGt(),
    SemverGte(),
    SemverLt(),
    SemverLte(),
    SemverTilde(),
    SemverCaret(),
    SemverWildcard(),
)
"""Every operator, in the order of the reference."""

BY_NAME = {operator.name: operator for operator in OPERATORS}

ALIASES = {"min": "gte", "max": "lte"}
"""PostHog's other names for operators: the import knows them, an actions file does not."""
