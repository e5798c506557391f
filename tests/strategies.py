"""Hypothesis strategies for the model: any that an actions file can say, with texts that are hard to write.

    @given(actions_models())
    def test_what_is_written_loads_back(actions): ...

`event_strategies` draws actions that meet its events; here the values are wild instead,
operands have the form that their operator's `check` gives them, and the order is one that a file can have.
"""

from __future__ import annotations

from hypothesis import strategies as st

from actioncli.actions.model import Action, Actions, ActionTest, Condition, Field, Matcher
from actioncli.actions.ranges import contradictions
from actioncli.conditions.fields import FIELDS
from actioncli.conditions.operators import BY_NAME
from actioncli.values import Operand, Scalar

CHARACTERS = st.characters(codec="utf-8")
HARD_TEXTS = (
    "no", "on", "null", "Null", "~", "true", "False", "5", "-5", "+.5", "1.", "1e3", "0x1F", "0o17", ".inf", ".NaN",
    "12:30", "2025-02-01", "1.10", "=", "<<", "-", "- a", "-7d", "--- a", "...", "? a", "?", ": a", "a: b", "a:",
    "a #b", "#a", "&a", "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a", "a, b", "[a]", "{a: b}", "'a'", '"a"',
    "it's", 'say "hi"', "C:\\new", " a", "a ", "two\nlines", "\n", "tab\there", "\x00", "\x85", "\u2028", "\ufeff",
    "\u00a0", "größe", "☃ 🔥", "https://example.com/a?b=c#d", "$browser", "a.b", "100%", "${a}", "%{a}", "$${a}",
)  # fmt: skip
REGEXES = ("a", "^a$", "(?i)sign.?up", r"\d+", "[A-Z]{2}", r"a\.b", "a|b", "größe")
SELECTORS = (
    "a", "*", ".btn", "#main", "a.btn", ".hover\\:bg-blue", ".w-1\\/2", "[data-attr='buy']", '[title="a: b"]',
    "[disabled]", "div > a", "main .pricing button", "li:nth-child(2)", "a, b", "h2:not(.x)", "[href^='http']",
    "A[Data-x=\"1\"]",
)  # fmt: skip
DATES = ("2026-03-19", "2026-03-19T10:00", "2026-03-19 10:00:00", "2026-03-19T10:00:00.5+02:00", "-7d", "7d", "-1M")
VERSIONS = ("1", "1.10", "1.2.3", "0.2.0")


def texts(*, blank: bool = True) -> st.SearchStrategy[str]:
    """Any text, or one that is easily taken for something else; without `blank` never white space alone."""
    any_text = st.sampled_from(HARD_TEXTS) | st.text(CHARACTERS, max_size=12)
    return any_text if blank else any_text.filter(lambda text: bool(text.strip()))


def scalars() -> st.SearchStrategy[Scalar]:
    """A text, a number or a boolean."""
    return texts() | numbers() | st.booleans()


def numbers() -> st.SearchStrategy[int | float]:
    """Whole numbers of any size and finite floats."""
    return st.integers(-(10**25), 10**25) | st.floats(allow_nan=False, allow_infinity=False)


def operands(operator: str, *, blank: bool = True) -> st.SearchStrategy[Operand]:
    """Operands that the operator takes, in the form that it keeps them."""
    check = BY_NAME[operator].check
    return _operands(operator, blank=blank).map(check)


def _operands(operator: str, *, blank: bool) -> st.SearchStrategy[Operand]:
    if operator in ("exact", "is_not", "in", "not_in"):
        return _one_or_list(scalars() if blank else texts(blank=False))
    if operator in ("regex", "not_regex"):
        return _one_or_list(st.sampled_from(REGEXES))
    if operator in ("gt", "gte", "lt", "lte"):
        return _one_or_list(numbers() | st.sampled_from(("5", "-0.5", "1e3")))
    if operator in ("between", "not_between"):
        return st.tuples(numbers(), numbers()).map(lambda bounds: (min(bounds), max(bounds)))
    if operator in ("is_set", "is_not_set"):
        return st.just(True)
    if operator.startswith("is_date_"):
        return st.sampled_from(DATES)
    if operator == "semver_wildcard":
        return st.sampled_from(("1.*", "1.2.*"))
    if operator.startswith("semver_"):
        return st.sampled_from(VERSIONS)
    if operator.endswith("_multi"):
        return st.lists(texts(blank=False), min_size=1, max_size=3).map(tuple)
    return _one_or_list(texts(blank=False))


def _one_or_list(items: st.SearchStrategy[Scalar]) -> st.SearchStrategy[Operand]:
    return items | st.lists(items, min_size=1, max_size=3).map(tuple)


def fields() -> st.SearchStrategy[Field]:
    """Any field, with a key where it takes one."""
    keys = texts(blank=False).filter(lambda key: not key.startswith("/")) | st.sampled_from(("/a/b", "/~1a", "/a"))
    return st.sampled_from(FIELDS).flatmap(
        lambda kind: (
            st.builds(Field, st.just(kind.name), keys, st.integers(0, 4) if kind.name == "group" else st.just(0))
            if kind.keyed
            else st.just(Field(kind.name))
        )
    )


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """A valid condition on any field, with any operator that the field takes."""
    field = draw(fields())
    kind = next(kind for kind in FIELDS if kind.name == field.name)
    operator = draw(st.sampled_from((kind.default, *(kind.operators or tuple(BY_NAME)))))
    if field.name == "selector":
        return Condition(field, operator, draw(_one_or_list(st.sampled_from(SELECTORS)).map(BY_NAME[operator].check)))
    texts_only = field.name == "tag_name"
    return Condition(field, operator, draw(operands(operator, blank=not (kind.blank_is_error or texts_only))))


def in_file_order(conditions: list[Condition]) -> tuple[Condition, ...]:
    """The conditions as a file can say them: those of one field together, no operator twice on it,
    and no impossible ranges.

    On a key an operator may come back: `properties`, `person` and `group` take lists of mappings.
    """
    ordered: dict[object, Condition] = {}
    names = [condition.field.name for condition in conditions]
    first = {name: number for number, name in reversed(list(enumerate(names)))}
    keyed = {kind.name for kind in FIELDS if kind.keyed}
    for number, condition in enumerate(sorted(conditions, key=lambda c: (first[c.field.name], c.field.index))):
        ordered.setdefault(
            number if condition.field.name in keyed else (condition.field, condition.operator), condition
        )
    impossible = {id(condition) for pair in contradictions(tuple(ordered.values())) for condition in pair}
    return tuple(condition for condition in ordered.values() if id(condition) not in impossible)


def matchers(references: tuple[str, ...] = ()) -> st.SearchStrategy[Matcher]:
    """A matcher, also an empty one, which may name one of the actions."""
    named = st.lists(st.sampled_from(references), max_size=1) if references else st.just([])
    return st.builds(Matcher, st.lists(conditions(), max_size=4).map(in_file_order), named.map(tuple))


def action_tests() -> st.SearchStrategy[ActionTest]:
    """A test beside an action."""
    properties = st.dictionaries(texts(), scalars() | st.none() | st.lists(scalars(), max_size=2), max_size=2)
    event = st.fixed_dictionaries({"event": texts(blank=False)}, optional={"properties": properties})
    return st.builds(ActionTest, texts(blank=False), st.booleans(), event)


@st.composite
def actions_models(draw: st.DrawFn, *, plain: bool = False) -> Actions:
    """One to three actions; `plain` ones have no exceptions and no tests, and do not refer to each other."""
    names = draw(st.lists(texts(blank=False), min_size=1, max_size=3, unique=True))
    actions = []
    for number, name in enumerate(names):
        references = () if plain else tuple(names[:number])
        actions.append(
            Action(
                name,
                tuple(draw(st.lists(matchers(references), min_size=1, max_size=2))),
                () if plain else tuple(draw(st.lists(matchers(references), max_size=1))),
                draw(st.just("") | texts(blank=False)),
                tuple(draw(st.lists(texts(blank=False), max_size=2))),
                () if plain else tuple(draw(st.lists(action_tests(), max_size=1))),
            )
        )
    return Actions(tuple(actions), () if plain else tuple(draw(st.lists(matchers(), max_size=1))))
