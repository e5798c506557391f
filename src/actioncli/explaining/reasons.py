"""Why a value does not meet a condition: how it differs from the wanted one, if that is known.

    reason_of(Condition(Field("url"), "exact", "https://example.com/about"), "https://example.com/about/", now)

is `slash`, "a trailing slash".
A reason is never guessed: without the difference that it names, the condition must hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import combinations

from msgspec.structs import replace

from actioncli.actions.model import Condition
from actioncli.characters import names_of, odd_in
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.item_arrays import compares_items, items_in
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.conditions.operators.operands import items
from actioncli.conditions.patterns import PatternError, finding
from actioncli.explaining.differences import AS_FOUND, CASE, CHARACTERS, DIFFERENCES, SLASH, Difference, Reason
from actioncli.explaining.fixes import difference, fix, part_like
from actioncli.explaining.similarity import likeness, most_alike
from actioncli.values import number, text_form

_MEANINGFUL = re.compile(r"[.?+*()\[\]{}|]")
MOST_AT_ONCE = 3
ALIKE = 0.8

_NO_ITEM = Reason("items", "no item of the array matches")
_EVERY_ITEM = Reason("items", "the condition excludes every item of the array")


def reason_of(condition: Condition, value: str, now: datetime) -> Reason | None:
    """How a value differs from what the condition wants; None if unknown."""
    return Reasoner(condition, now).reason(value)


class Reasoner:
    """Finds reasons for one condition and many values."""

    def __init__(self, condition: Condition, now: datetime) -> None:
        self._condition = condition
        self._operator = OPERATOR_BY_NAME[condition.operator]
        self._context = Context(now, FIELD_BY_NAME[condition.field.name].folds_case)
        self._compares_items = compares_items(condition.field.name, condition.field.key, self._operator)
        self.wanted = tuple(text_form(item) for item in items(condition.operand))
        self._bare = tuple(map(_bare, self.wanted))
        self._literal = all(self._bare) and (
            self._operator.is_equality or not any("%" in text or "_" in text for text in self._bare)
        )
        """Whether a value cannot have a reason if its bare text does not contain the bare operand."""

    def reason(self, value: str) -> Reason | None:
        """The reason for a value; for an array whose items are compared, the reason for the first item that has one."""
        listed = items_in(value) if self._compares_items else None
        if listed is None:
            return self._of_value(value)
        if self._operator.is_negated:
            return _EVERY_ITEM if listed else None
        return next((found for item in listed if (found := self._of_value(item))), _NO_ITEM)

    def _of_value(self, value: str) -> Reason | None:
        condition = self._condition
        explained_by = self._operator.explained_by
        if explained_by == "numbers":
            return _no_number(value)
        if explained_by == "patterns":
            return _of_pattern(self.wanted, value)
        if explained_by != "texts" and condition.field.name != "tag_name":
            return None
        return (
            self._by_differences(value)
            or _as_number(condition, value)
            or _as_pattern(condition, self.wanted, value)
            or _as_part(condition, self.wanted, value)
            or _alike(condition, self.wanted, value)
        )

    def _by_differences(self, value: str) -> Reason | None:
        bare = _bare(value)
        if self._literal and not any(wanted in bare for wanted in self._bare):
            return None

        def holds(without: Callable[[str], str]) -> bool:
            texts = tuple(map(without, self.wanted))
            return all(texts) and self._operator.predicate(texts, self._context)(without(value))

        reason = _by_differences(holds)
        return reason and self._with_fix(reason, value)

    def _with_fix(self, reason: Reason, value: str) -> Reason:
        """The reason with the text to write, if only characters differ."""
        if not CHARACTERS.intersection(reason.code.split("+")):
            return reason
        for wanted in self.wanted:
            for found in self._candidates(wanted, value):
                if self._operator.predicate((found,), self._context)(value):
                    return replace(reason, hint=fix(wanted, found))
        return replace(reason, hint="copy the text from the value")

    def _candidates(self, wanted: str, value: str) -> Iterable[str]:
        """Texts that the condition may want instead: the part of the value that looks the same, or all of it."""
        part = part_like(wanted, value)
        return () if part is None else self._operator.suggestions(part, value)


def nearest_value(reasoner: Reasoner, values: Sequence[str]) -> tuple[int, Reason | None] | None:
    """The index of the most informative value, and its reason: a value with a reason, else the most similar one."""
    for index, value in enumerate(values):
        reason = reasoner.reason(value)
        if reason:
            return index, reason
    likest = most_alike(reasoner.wanted, values)
    return None if likest is None else (likest, None)


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    """The text without any of the differences."""
    return _all_of(DIFFERENCES)(text)


def _by_differences(holds: Callable[[Callable[[str], str]], bool]) -> Reason | None:
    """The smallest set of differences without which the condition holds."""
    for one in DIFFERENCES:
        if holds(one.without):
            return one.reason
    if not holds(_all_of(DIFFERENCES)):
        return None
    for count in range(2, MOST_AT_ONCE + 1):
        for chosen in combinations(DIFFERENCES, count):
            if holds(_all_of(chosen)):
                words = [one.reason.words for one in chosen]
                return Reason(
                    "+".join(one.reason.code for one in chosen), f"{', '.join(words[:-1])} and {words[-1]}", AS_FOUND
                )
    return None


def _all_of(chosen: tuple[Difference, ...]) -> Callable[[str], str]:
    def without(text: str) -> str:
        for one in chosen:
            text = one.without(text)
        return text

    return without


def _as_number(condition: Condition, value: str) -> Reason | None:
    read = number(value)
    if not OPERATOR_BY_NAME[condition.operator].is_equality or read is None:
        return None
    if any(number(item) == read for item in items(condition.operand)):
        return Reason("number", "the same number, written differently", "write the number without quotes")
    return None


def _no_number(value: str) -> Reason | None:
    if number(value) is None:
        return Reason("no_number", "text that is not a number", "number operators compare numbers and numeric text")
    return None


def _as_pattern(condition: Condition, wanted: tuple[str, ...], value: str) -> Reason | None:
    """An operand that is written as a pattern although the operator has none."""
    for text in wanted:
        if "\\" in text or "*" in text or text[:1] == "^" or text[-1:] == "$":
            for pattern in (text, re.escape(text).replace(r"\*", ".*")):
                if _finds(pattern, value):
                    hint = "use `regex`"
                    return Reason("pattern", f"`{condition.operator}` does not use patterns", hint)
    return None


def _as_part(condition: Condition, wanted: tuple[str, ...], value: str) -> Reason | None:
    if not OPERATOR_BY_NAME[condition.operator].is_equality or condition.field.name == "tag_name":
        return None
    if any(len(text) > 1 and text.casefold() in value.casefold() for text in wanted):
        return Reason("part", f"`{condition.operator}` compares the whole value", "use `contains`")
    return None


def _alike(condition: Condition, wanted: tuple[str, ...], value: str) -> Reason | None:
    if (
        not OPERATOR_BY_NAME[condition.operator].is_equality
        or condition.field.name == "url"
        or number(value) is not None
    ):
        return None
    if any(len(text) > 3 and likeness(text, value, ALIKE) >= ALIKE for text in wanted):
        return Reason("spelling", "a similar spelling")
    return None


def _of_pattern(wanted: tuple[str, ...], value: str) -> Reason | None:
    """Why a regular expression finds nothing in a value that looks like it."""
    for pattern in wanted:
        if _finds(f"(?i){pattern}", value):
            return replace(CASE.reason, hint="begin the pattern with (?i)")
        bare = pattern.removeprefix("^").removesuffix("$")
        if _MEANINGFUL.search(bare) and _finds(pattern.replace(bare, re.escape(bare), 1), value):
            return Reason(
                "escape", "characters such as ? . + ( mean something in a pattern", "write a backslash before them"
            )
        if len(pattern) > 2 and pattern[0] == pattern[-1] == "/" and _finds(pattern[1:-1], value):
            return Reason("slashes", "the slashes around the pattern are part of it", "leave them out")
        for one in DIFFERENCES:
            if _finds(pattern, one.without(value)):
                return replace(one.reason, hint=_pattern_hint(one.reason.code, pattern, value))
        if _finds(pattern, f"{value}/"):
            return replace(SLASH.reason, hint=_PATTERN_HINTS["slash"])
    return None


_PATTERN_HINTS = {"slash": "write /?$ at the end", "query": r"write (\?.*)?$ at the end", "fragment": "leave the $ out"}


def _pattern_hint(code: str, pattern: str, value: str) -> str:
    """What to write in a pattern; of a character, its name and its escape."""
    if code not in CHARACTERS:
        return _PATTERN_HINTS.get(code, "")
    odd = [character for character in odd_in(value) if character not in pattern]
    if not odd:
        return difference(pattern, value)
    escapes = [f"\\x{{{ord(character):x}}}" for character in odd[:2]]
    return f"the value has {names_of(odd)}: write {' and '.join(escapes)} there"


def _finds(pattern: str, value: str) -> bool:
    try:
        return finding(pattern)(value)
    except PatternError:
        return False
