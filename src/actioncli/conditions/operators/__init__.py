"""The operators, and the tables that everything else derives from.

An operator is declared in one place: a class in one of these modules, listed in the module's `OPERATORS`.

    is_adult = BY_NAME["gte"].predicate(18, Context(now))
    is_adult(40)  # True
"""

from __future__ import annotations

from actioncli.conditions.operators import affixes, dates, equality, numbers, presence, regex, text, versions
from actioncli.conditions.operators.base import Operator

OPERATORS: tuple[Operator, ...] = (
    *equality.OPERATORS,
    *text.OPERATORS,
    *affixes.OPERATORS,
    *regex.OPERATORS,
    *numbers.OPERATORS,
    *presence.OPERATORS,
    *dates.OPERATORS,
    *versions.OPERATORS,
)
"""Every operator, in the order of the reference."""

BY_NAME = {operator.name: operator for operator in OPERATORS}

ALIASES = {alias: operator.name for operator in OPERATORS for alias in operator.posthog_aliases}
"""PostHog's other names for operators: an import accepts them, an actions file does not."""

OTHER_NAMES = ALIASES | {name: operator.name for operator in OPERATORS for name in operator.other_names}
"""What people may write instead of an operator's name; messages suggest the right one."""
