"""Rules on operands that are texts: wildcards, odd characters, blanks at the ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actioncli.actions.model import Condition
from actioncli.characters import QUOTES, hidden_in, names_of, revealed, same_look, spaced, yaml_text
from actioncli.checking.matcher_paths import Checked, LocatedMatcher, conditions, texts
from actioncli.checking.vocabulary import VALUES
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.item_arrays import compares_items, items_in
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.errors import Problem
from actioncli.near import shown


def wildcards(checked: Checked) -> Iterator[Problem]:
    """`%` and `_` in patterns, where they are wildcards."""
    for site, condition in conditions(checked.actions):
        operator = OPERATOR_BY_NAME[condition.operator]
        if not operator.positive.has_wildcards(condition.operand):
            continue
        for text in texts(condition):
            inner = operator.positive.without_needless_wildcards(text)
            if not inner:
                continue
            if inner != text and not re.search("[%_]", inner):
                where, may = operator.positive.needless_wildcards
                message = f"{shown(text)}: `%` {where} has no effect"
                yield site.problem_of(condition, message, f"{may} already: write {shown(inner)}")
            elif found := re.search("[%_]", inner):
                means = "any run of characters" if found[0] == "%" else "any one character"
                message = f"{shown(text)}: `{found[0]}` stands for {means} here"
                folds_case = FIELD_BY_NAME[condition.field.name].folds_case
                negation = "not_" if operator.is_negated else ""
                literal = operator.positive.literally(text, negation, folds_case=folds_case)
                yield site.problem_of(condition, message, f"for the character itself, write `{literal}`")


def odd_characters(checked: Checked) -> Iterator[Problem]:
    """Curly quotes, special blanks and invisible characters, unless the events hold the very text."""
    for site, condition, text in _written(checked):
        odd = _odd_in(text)
        if odd and not _occurs(condition, text, checked):
            message = f"{shown(revealed(text))} has {names_of(odd)}"
            yield site.problem_of(condition, message, _fix(text))
    for action in checked.actions.actions:
        odd = hidden_in(action.name)
        if odd:
            message = f"the name {shown(revealed(action.name))} has {names_of(odd)}"
            yield Problem(message, ("actions",), f"write {shown(same_look(action.name))}", action.place)


def _odd_in(text: str) -> tuple[str, ...]:
    """The characters of a text that are hidden, or look like quotes that people type; not dashes or letters."""
    return (*hidden_in(text), *(character for character in dict.fromkeys(text) if ord(character) in QUOTES))


def _fix(text: str) -> str:
    """What to write where the characters are a mistake, and where they are meant."""
    typed = spaced(text.translate(QUOTES))
    return (
        f"as typed: {shown(typed)}; if it is intended, write {yaml_text(text)}"
        if hidden_in(text)
        else f"as typed: {shown(typed)}"
    )


def blanks_at_the_ends(checked: Checked) -> Iterator[Problem]:
    """Blanks at the ends of texts, unless the events have the same text."""
    for site, condition, text in _written(checked):
        if condition.field.name == "selector" or not text.strip() or _occurs(condition, text, checked):
            continue
        is_key = text == condition.field.key
        operator = OPERATOR_BY_NAME[condition.operator]
        at_beginning, at_end = operator.blanks_matter_at
        before = text != text.lstrip() and (is_key or at_beginning)
        after = text != text.rstrip() and (is_key or at_end)
        if operator.positive.searches and before and after:
            continue  # probably a search for a whole word
        if before or after:
            where = "at both ends" if before and after else "at its beginning" if before else "at its end"
            yield site.problem_of(condition, f"{shown(text)} has a blank {where}", f"write {shown(text.strip())}")


def _written(checked: Checked) -> Iterator[tuple[LocatedMatcher, Condition, str]]:
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
            listed = items_in(text) if not operator.positive.operand_is_regex else None
            if listed:
                what = f"{shown(text)}: `{condition.field.key}` is an array, whose items are compared one by one"
                yield site.problem_of(condition, what, f"write the item: {shown(listed[0])}")
