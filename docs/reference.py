"""Makes the references of operators and fields from the tables in the code, so that they cannot drift.

    python docs/reference.py

writes `operators.md` and `fields.md` beside this file.
`tests/test_docs.py` compares them with what the tables make now, and `UPDATE_DOCS=1` has it write them instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from msgspec.structs import replace

from actioncli.actions.yaml_emitter import flow
from actioncli.conditions.fields import FIELDS, FieldKind
from actioncli.conditions.operators import ALIASES, OPERATORS
from actioncli.conditions.operators.base import Example, Negated, Operator
from actioncli.values import Value, compact_json

KINDS = {
    "equality": (
        "Equality",
        'Numbers compare as numbers, all else as text: `5` equals `5.0`, and `true` equals `"true"`.',
    ),
    "text": (
        "Text",
        "A value that is not text counts by its text form: `5.0` is `5`, `true` is `true`, an object is compact JSON.",
    ),
    "numbers": (
        "Numbers",
        'A value that is no number meets none of these, the negated one included; text such as `"10"` is a number.',
    ),
    "presence": ("Presence", "A missing key and null are the same: absent. Empty text, 0 and false are present."),
    "dates": (
        "Dates",
        "A value that is no date meets none of these; a time without an offset is UTC, and `-7d` counts back from now.",
    ),
    "versions": (
        "Versions",
        "A value that is not `X.Y.Z` meets none of these, the negated one included; quote the operand.",
    ),
}
"""Per module of `conditions/operators`: the heading of its operators, and what holds for all of them."""

MADE = "<!-- Made by docs/reference.py from the tables in the code: change those, and run it again. -->"

OPERATORS_HEAD = f"""\
# Operators

{MADE}

An operator goes between a field and what it is compared with: `amount: {{gte: 100}}`.
Several in one mapping must all hold: `amount: {{gte: 100, lt: 500}}`.
A plain value is `exact`, except for `url`, where it is `contains`: [fields.md](fields.md) has that per field.
A list means any of its items, and for a negated operator none of them.
Names are PostHog's; [posthog.md](posthog.md) says where its answers differ, [semantics.md](semantics.md) has the rules.
In the examples, a value that is *absent* is missing or null.
"""

FIELDS_HEAD = f"""\
# Fields

{MADE}

A matcher is a mapping from fields to conditions, all of which must hold.
A plain value is short for the field's own operator: `event: signup` is `event: {{exact: signup}}`.
[operators.md](operators.md) has the operators, [format.md](format.md) the shape of the file.
Names of keys are those of PostHog's batch export.
"""

FIELDS_TAIL = """\
## Another action

`action: Sign Up` holds for the events that the action `Sign Up` of the same file matches, its exceptions included.
It stands beside other fields: `action: Sign Up` and `url: /about` together are the sign-ups on that page.
"""

GROUPS: tuple[tuple[str, Callable[[FieldKind], bool]], ...] = (
    ("The event", lambda kind: kind.name in ("event", "url")),
    ("What was clicked", lambda kind: kind.elements),
    ("Properties, by name", lambda kind: kind.keyed),
    ("The record itself", lambda kind: not kind.name.startswith("$")),
    ("The event's groups", lambda kind: kind.name.startswith("$")),
)
"""Headings of the fields, and which of them stand there: the first that takes a field has it."""

GROUP_NOTES = {
    "What was clicked": """\
An autocaptured event carries its elements: the one clicked, then those around it.
A condition holds if **any** of them meets it, each condition perhaps another one.
A negated operator asks that **none** of them meets its opposite: `text: {is_not: Buy}` holds where no text is `Buy`.
They are tested whatever the event's name is.
An event without elements meets no positive condition, and every negated one.""",
    "The event's groups": "`N` is the group's type, from 0 to 4.",
    "Properties, by name": """\
A name is one flat key, in this case: `a.b` is the key `a.b`.
A name that begins with `/` is a JSON Pointer: `/cart/items/0/sku` is the `sku` of the first of the `items` of `cart`.
Where one name needs the same operator twice, write a list of mappings, which must all hold.""",
}


def pages() -> dict[str, str]:
    """The generated pages: file name and text."""
    return {"operators.md": "\n".join(_operators_page()), "fields.md": "\n".join(_fields_page())}


def _operators_page() -> Iterator[str]:
    yield OPERATORS_HEAD
    head = ("operator", "operand", "the value ...")
    yield from _table(head, ((_link(o.name), _prose(o.takes), _prose(o.summary)) for o in OPERATORS))
    for kind, operators in groupby(OPERATORS, key=_kind):
        heading, note = KINDS[kind]
        yield f"## {heading}\n\n{note}\n"
        for operator in operators:
            yield from _operator(operator)


def _kind(operator: Operator) -> str:
    """The heading of an operator: its module, with all modules of text operators as one."""
    module = type(operator).__module__.rsplit(".", 1)[1]
    return "text" if module in ("affixes", "regex") else module


def _operator(operator: Operator) -> Iterator[str]:
    yield f"### `{operator.name}`\n"
    yield f"The value {_prose(operator.summary)}.\n"
    yield f"* Operand: {_prose(operator.takes)}."
    yield f"* An absent value: {_absent(operator)}."
    if isinstance(operator, Negated):
        yield f"* The opposite of `{operator.positive.name}`."
    names = [f"`{alias}`" for alias, name in ALIASES.items() if name == operator.name]
    if names:
        yield f"* PostHog also calls it {' and '.join(names)}, which an import understands."
    only = [f"`{kind.name}`" for kind in FIELDS if kind.operators and operator.name in kind.operators]
    if only:
        yield f"* Also on {' and '.join(only)}, which take only this and {_others(operator.name)}."
    yield ""
    yield from _table(("operand", "value", "matches"), map(_example, operator.examples))


def _absent(operator: Operator) -> str:
    """What the operator answers for an absent value, for the operands of its examples."""
    answers = {example.operand: operator.absent(example.operand) for example in operator.examples}
    if len(set(answers.values())) == 1:
        return "matches" if any(answers.values()) else "does not match"
    yes = " or ".join(f"`{flow(operand)}`" for operand, answer in answers.items() if answer)
    return f"matches where the operand is {yes}, and not otherwise"


def _others(name: str) -> str:
    others = {other for kind in FIELDS if name in kind.operators for other in kind.operators} - {name}
    return " and ".join(f"`{other}`" for other in sorted(others))


def _example(example: Example) -> tuple[str, str, str]:
    return _code(flow(example.operand)), _value(example.value), "yes" if example.matches else "no"


def _value(value: Value) -> str:
    return "*absent*" if value is None else _code(compact_json(value))


def _reference_fields() -> tuple[FieldKind, ...]:
    """The fields, those of the five group types as one."""
    kinds = [kind for kind in FIELDS if not kind.name.startswith("$group_") or kind.name == "$group_0"]
    *others, group = kinds
    (line, comment), *_ = group.examples
    numbered = replace(
        group,
        name="$group_N",
        summary=group.summary.replace("0", "N"),
        reads=group.reads.replace("0", "N"),
        examples=((line, comment or "of type 0"),),
    )
    return (*others, numbered)


def _fields_page() -> Iterator[str]:
    kinds = _reference_fields()
    yield FIELDS_HEAD
    head = ("field", "what it is", "a plain value means", "operators")
    yield from _table(head, map(_summary, kinds))
    for heading, _ in GROUPS:
        yield f"## {heading}\n"
        if heading in GROUP_NOTES:
            yield f"{GROUP_NOTES[heading]}\n"
        for kind in kinds:
            if next(name for name, takes in GROUPS if takes(kind)) == heading:
                yield from _field(kind)
    yield FIELDS_TAIL


def _summary(kind: FieldKind) -> tuple[str, str, str, str]:
    operators = " ".join(map(_operator_link, kind.operators)) or "all"
    return _link(kind.name), _prose(kind.summary), _plain(kind), operators


def _field(kind: FieldKind) -> Iterator[str]:
    yield f"### `{kind.name}`\n"
    yield f"{kind.summary[0].upper()}{kind.summary[1:]}.\n"
    yield f"* Reads {kind.reads}."
    yield f"* A plain value{' of a name' if kind.keyed else ''} means {_plain(kind)}."
    if kind.operators:
        yield f"* Takes only {' and '.join(map(_operator_link, kind.operators))}."
    else:
        yield "* Takes every operator."
    if kind.folds_case:
        yield "* `contains` ignores case here."
    if kind.blank_is_error:
        yield f"* An empty {'or blank ' if kind.blank_is_error == 'blank' else ''}plain text is an error."
    yield ""
    yield from _yaml(kind.examples)


def _plain(kind: FieldKind) -> str:
    return "a CSS selector" if kind.name == "selector" else _operator_link(kind.default)


def _yaml(examples: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Lines of an actions file with what they mean in a column of comments."""
    width = max(len(line) for line, _ in examples)
    yield "```yaml"
    yield from (f"{line:{width}}  # {comment}" if comment else line for line, comment in examples)
    yield "```\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _link(name: str) -> str:
    """A link to the heading of this name on the same page; its anchor is what GitHub makes of it."""
    return f"[`{name}`](#{name.replace('$', '').lower()})"


def _operator_link(name: str) -> str:
    return f"[`{name}`](operators.md#{name})"


def _prose(text: str) -> str:
    """The text for a cell or a sentence: a star outside code, as in `1.2.*`, begins no emphasis."""
    return re.sub(r"(`[^`]*`)|[*|]", lambda match: match[1] or f"\\{match[0]}", text)


def _code(text: str) -> str:
    """The text as code in a cell; a bar must be escaped there too."""
    return "`" + text.replace("|", r"\|") + "`"


def main() -> None:
    """Writes the pages beside this file."""
    for name, text in pages().items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
