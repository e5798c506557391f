"""Clues rule out no element that meets a test, and parts cut at quotes are those that expressions find."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from actioncli.actions.model import Condition, Field
from actioncli.conditions.operators.base import Context
from actioncli.events.chain_text import _matched_parts, cut_at_quotes, element_parts, form_of
from actioncli.matching.element_predicates import ElementPredicates
from event_strategies import chain_text, parts, selectors
from laws import examples

CONTEXT = Context(datetime(2026, 1, 1, tzinfo=UTC))
WORDS = 'a div .b .c-d .x:y : ; " \\" \\ =" "1" é 2 text= href= attr__class= attr_id= attr__id= attr__data-É='
FRAGMENTS = st.sampled_from([" ", *WORDS.split()])
CHAINS = st.lists(FRAGMENTS, max_size=14).map("".join) | st.builds(
    lambda chain, seed: chain_text(chain, random.Random(seed)), parts(), st.integers(0, 99)
)


@examples(500)
@given(CHAINS)
@example('a.b:text="x"text="y"')
@example('a.b:attr__class=""')
@example('b:text="a;b"')
@example('b:text="a"href="')
def test_cutting_at_quotes_finds_what_expressions_find(text: str) -> None:
    between, _ = cut_at_quotes(text)

    assert form_of(between) is None or element_parts(text) == _matched_parts(text)


@examples(500)
@given(
    st.lists(selectors().map(lambda text: ("selector", "exact", text)), min_size=1, max_size=3),
    st.lists(
        st.tuples(
            st.sampled_from(["text", "href", "tag_name"]),
            st.sampled_from(["exact", "is_not", "contains", "in"]),
            st.sampled_from(["a", "Buy", "/x", "1", ""]),
        ),
        max_size=3,
    ),
    CHAINS,
)
@example([("selector", "exact", "[ID='1']")], [], 'a:attr_id="1"')
@example([("selector", "exact", "[class='b c']")], [], "a.b.c")
@example([("selector", "exact", "[data-x]")], [], 'a:attr__Data-X="1"')
def test_clues_change_no_answer(
    selected: list[tuple[str, str, str]], others: list[tuple[str, str, str]], chain: str
) -> None:
    conditions = [
        (1 << index, Condition(Field(field), operator, (operand,) if operator == "in" else operand))
        for index, (field, operator, operand) in enumerate([*selected, *others])
        if field != "tag_name" or operator in {"exact", "is_not", "in"}
    ]
    quick, thorough = (ElementPredicates(conditions, CONTEXT, shortcuts=shortcuts) for shortcuts in (True, False))

    assert quick.bits(chain) == thorough.bits(chain)
