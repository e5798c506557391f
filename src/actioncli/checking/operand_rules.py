"""Rules on the texts that conditions compare with: wildcards, odd characters, blanks at the ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import name as name_of

from actioncli.actions.model import Condition
from actioncli.checking.sites import Checked, Site, conditions, texts
from actioncli.checking.vocabulary import VALUES
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import items
from actioncli.errors import Problem
from actioncli.near import shown

PLAIN = {
    "‘": "'",
    "’": "'",
    "‚": "'",
    "‛": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "\u00a0": " ",
    "\u2007": " ",
    "\u202f": " ",
    "\u00ad": "",
    "\u200b": "",
    "\u200c": "",
    "\u200d": "",
    "\u2060": "",
}
"""Characters that look like others, or like nothing, and what people type for them."""

_ODD = re.compile(f"[{''.join(PLAIN)}]")
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")
_PATTERNS = ("contains", "starts_with", "ends_with")
"""Positive operators whose operands are patterns, in a list too."""
_VAIN = {
    "starts_with": ("at the end", "anything may follow"),
    "ends_with": ("at the beginning", "anything may precede"),
}
"""Where `%` changes nothing, and why."""
_BEGINNING = ("exact", "is_not", "in", "not_in", "starts_with", "not_starts_with", "contains", "icontains")
_ENDING = ("exact", "is_not", "in", "not_in", "ends_with", "not_ends_with", "contains", "icontains")


def plain(text: str) -> str:
    """The text with what people type in place of the odd characters."""
    return _ODD.sub(lambda found: PLAIN[found[0]], text)


def wildcards(checked: Checked) -> Iterator[Problem]:
    """`%` and `_` in patterns, where they stand for other characters."""
    for site, condition in conditions(checked.actions):
        positive = OPERATOR_BY_NAME[condition.operator].positive.name
        single = len(items(condition.operand)) == 1
        if positive not in _PATTERNS and not (positive == "icontains" and single):
            continue
        for text in texts(condition):
            inner = _without_vain_wildcards(text, positive)
            if not inner:
                continue
            if inner != text and not re.search("[%_]", inner):
                where, may = _VAIN.get(positive, ("at the ends", "it may stand anywhere"))
                message = f"{shown(text)}: `%` {where} does nothing"
                yield site.problem_of(condition, message, f"{may} already: write {shown(inner)}")
            elif found := re.search("[%_]", inner):
                means = "any run of characters" if found[0] == "%" else "any one character"
                message = f"{shown(text)}: `{found[0]}` stands for {means} here"
                yield site.problem_of(condition, message, _literally(text, condition))


def _without_vain_wildcards(text: str, positive: str) -> str:
    """The pattern without each `%` at an end where anything may stand anyway."""
    if positive == "starts_with":
        return text.rstrip("%")
    return text.lstrip("%") if positive == "ends_with" else text.strip("%")


def _literally(text: str, condition: Condition) -> str:
    """How to write the text so that nothing in it is a wildcard."""
    negated = "not_" if condition.operator.startswith("not_") else ""
    if condition.operator.endswith("s_with"):
        escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", text)
        pattern = f"^{escaped}" if condition.operator.endswith("starts_with") else f"{escaped}$"
        return f"for the character itself, write `{{{negated}regex: '(?i){pattern}'}}`"
    if condition.operator == "contains" and not FIELD_BY_NAME[condition.field.name].folds_case:
        escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", text)
        return f"for the character itself, write `{{regex: '{escaped}'}}`"
    return f"for the character itself, write `{{{negated}icontains_multi: [{text!r}]}}`"


def odd_characters(checked: Checked) -> Iterator[Problem]:
    """Curly quotes, special blanks and invisible characters, unless the events hold the very text."""
    for site, condition, text in _written(checked):
        found = _ODD.search(text)
        if found and not _occurs(condition, text, checked):
            name = name_of(found[0]).lower()
            message = f"{shown(text)} holds a {name} (U+{ord(found[0]):04X})"
            yield site.problem_of(condition, message, f"as typed: {shown(plain(text))}")


def blanks_at_the_ends(checked: Checked) -> Iterator[Problem]:
    """Blanks that somebody's clipboard has added, unless the events hold the very text."""
    for site, condition, text in _written(checked):
        if condition.field.name == "selector" or not text.strip() or _occurs(condition, text, checked):
            continue
        is_key = text == condition.field.key
        before = text != text.lstrip() and (is_key or condition.operator in _BEGINNING)
        after = text != text.rstrip() and (is_key or condition.operator in _ENDING)
        if "contains" in condition.operator and before and after:
            continue  # a word between blanks, searched on purpose
        if before or after:
            where = "at both ends" if before and after else "at its beginning" if before else "at its end"
            yield site.problem_of(condition, f"{shown(text)} has a blank {where}", f"write {shown(text.strip())}")


def _written(checked: Checked) -> Iterator[tuple[Site, Condition, str]]:
    """The keys and texts of all conditions."""
    for site, condition in conditions(checked.actions):
        if condition.field.key:
            yield site, condition, condition.field.key
        for text in texts(condition):
            yield site, condition, text


def _occurs(condition: Condition, text: str, checked: Checked) -> bool:
    """Whether the events are known to hold the very text."""
    vocabulary = checked.vocabulary
    if vocabulary is None:
        return False
    if text == condition.field.key:
        return text in vocabulary.of(condition.field.name)
    return condition.field.name in ("event", *VALUES) and text in vocabulary.of(condition.field.name)
