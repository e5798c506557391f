"""Rules on the texts that conditions compare with: wildcards, odd characters, blanks at the ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actioncli.actions.model import Condition
from actioncli.characters import QUOTES, hidden_in, names_of, revealed, same_look, spaced, yaml_text
from actioncli.checking.matcher_paths import Checked, Site, conditions, texts
from actioncli.checking.vocabulary import VALUES
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.item_arrays import compares_items, items_in
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.conditions.operators.base import items
from actioncli.errors import Problem
from actioncli.near import shown

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
        odd = _odd_in(text)
        if odd and not _occurs(condition, text, checked):
            message = f"{shown(revealed(text))} has {names_of(odd)}"
            yield site.problem_of(condition, message, _cure(text))
    for action in checked.actions.actions:
        odd = hidden_in(action.name)
        if odd:
            message = f"the name {shown(revealed(action.name))} has {names_of(odd)}"
            yield Problem(message, ("actions",), f"write {shown(same_look(action.name))}", action.place)


def _odd_in(text: str) -> tuple[str, ...]:
    """The characters of a text that are hidden, or look like quotes that people type; not dashes or letters."""
    return (*hidden_in(text), *(character for character in dict.fromkeys(text) if ord(character) in QUOTES))


def _cure(text: str) -> str:
    """What to write where the characters are a mistake, and where they are meant."""
    typed = spaced(text.translate(QUOTES))
    return (
        f"as typed: {shown(typed)}; if it is meant, write {yaml_text(text)}"
        if hidden_in(text)
        else f"as typed: {shown(typed)}"
    )


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


def arrays_as_text(checked: Checked) -> Iterator[Problem]:
    """Operands that are arrays of JSON, where the items of an array are compared one by one."""
    for site, condition in conditions(checked.actions):
        operator = OPERATOR_BY_NAME[condition.operator]
        if not compares_items(condition.field.name, condition.field.key, operator):
            continue
        for text in texts(condition):
            listed = items_in(text) if operator.positive.name != "regex" else None
            if listed:
                what = f"{shown(text)}: `{condition.field.key}` is an array, whose items are compared one by one"
                yield site.problem_of(condition, what, f"write the item: {shown(listed[0])}")
