"""The elements of a lazy array are those of its objects one by one, of which the first of two equal keys counts."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.model import Condition, Field
from actioncli.conditions.operators.base import Context
from actioncli.events.elements import _one_by_one, from_array
from actioncli.events.event import Event
from actioncli.matching.element_predicates import ElementPredicates
from actioncli.records.record import is_list, parse_text, plain
from actioncli.values import Operand
from event_strategies import NOW

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-1, 3), st.sampled_from(["", "a", "btn x", "/docs", "5"]))
ATTRIBUTES = st.lists(
    st.tuples(
        st.sampled_from(["attr__class", "attr__href", "attr__id", "other"]),
        st.one_of(SCALARS, st.lists(SCALARS, max_size=2)).map(json.dumps),
    ),
    max_size=3,
)


def object_text(pairs: list[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{json.dumps(key)}:{value}" for key, value in pairs) + "}"


VALUES = st.one_of(
    SCALARS.map(json.dumps), ATTRIBUTES.map(object_text), st.lists(ATTRIBUTES.map(object_text), max_size=2).map(
        lambda inner: f"[{','.join(inner)}]"
    )
)  # fmt: skip
KEYS = ("tag_name", "text", "$el_text", "href", "attr_class", "classes", "attr_id", "nth_child", "attr__class")
ITEMS = st.one_of(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(KEYS), VALUES),
            st.tuples(st.just("attributes"), VALUES),
            st.tuples(st.just("order"), VALUES),
        ),
        max_size=6,
    ).map(object_text),
    SCALARS.map(json.dumps),
)


def first_counts(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        made.setdefault(key, value)
    return made


def condition(field: str, operator: str, operand: Operand) -> Condition:
    return Condition(Field(field), operator, operand)


CONDITIONS = st.lists(
    st.builds(
        condition,
        st.sampled_from(["text", "href", "text", "href", "tag_name"]),
        st.sampled_from(["exact", "is_not"]),
        st.sampled_from(["a", "/docs", "5", "", "btn x"]),
    )
    | st.builds(condition, st.sampled_from(["text", "href"]), st.sampled_from(["contains", "regex"]), st.just("o|a")),
    min_size=1,
    max_size=3,
)
PLACES = st.fixed_dictionaries(
    {},
    optional={
        "elements_chain": st.sampled_from(['""', '"a:text=\\"a\\""', "null", "5", "[]"]),
        "properties": st.sampled_from(
            ['{"$elements_chain":"a:href=\\"/docs\\""}', '{"$elements":[{"text":"a"}]}', "{}"]
        ),
        "elements": st.lists(ITEMS, max_size=4).map(lambda items: f"[{','.join(items)}]"),
    },
)


@given(PLACES, CONDITIONS)
def test_what_is_read_of_a_lazy_array_decides_as_its_elements_do(
    places: dict[str, str], conditions: list[Condition]
) -> None:
    record = parse_text(object_text(list(places.items())))
    numbered = [(1 << number, one) for number, one in enumerate(conditions)]
    tests = ElementPredicates(numbered, Context(NOW))

    assert tests.bits(Event(record).clicked) == ElementPredicates(numbered, Context(NOW)).bits(Event(record).elements)


@given(st.lists(ITEMS, max_size=4))
def test_of_equal_keys_the_first_counts_wherever_they_stand(items: list[str]) -> None:
    text = f"[{','.join(items)}]"
    lazy = parse_text(text)
    assert is_list(lazy)

    assert from_array(lazy) == _one_by_one(json.loads(text, object_pairs_hook=first_counts))
    assert from_array(lazy) == from_array(plain(lazy))  # type: ignore[arg-type]
