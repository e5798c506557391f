"""The nearest element of a selector, and what it lacks."""

from __future__ import annotations

import pytest

from actioncli.conditions.selectors import compile_selector
from actioncli.events.elements import parse_chain
from actioncli.explaining.nearest import described, nearest

CASES = [
    ("nav > a.cta", "a.button;nav", "a.button", "it lacks .cta", ""),
    ("a.cta-old", "a.cta-new;div", "a.cta-new", "it lacks .cta-old", "did you mean .cta-new?"),
    (".pricing-table button", "button;section.pricing;main", "button", "it is not inside .pricing-table", ".pricing"),
    ("nav > a", "a;div;nav", "a", "its parent is not nav", ""),
    ("nav a", "a", "a", "it is not inside nav", ""),
    ("#go", 'a:attr_id="stay"', "a#stay", "it lacks #go", ""),
    ("button.upgrade", 'span;button:attr_id="upgrade"', "button#upgrade", "it lacks .upgrade", "#upgrade?"),
    ("button.upgrade", 'span;button:attr__id="upgrade"', "button#upgrade", "it lacks .upgrade", "#upgrade?"),
    ("button#upgrade", "button.upgrade;div", "button.upgrade", "it lacks #upgrade", "did you mean .upgrade?"),
    ('a[data-attr="buy"]', 'a:attr__data-attr="sell"', 'a[data-attr="sell"]', 'it lacks [data-attr="buy"]', ""),
    ("b, a.x", "a.y", "a.y", "it lacks .x", ""),
    (".upgrade", "span;button.upgrade-now", "button.upgrade-now", "it lacks .upgrade", "did you mean .upgrade-now?"),
    ("a.x.y", "b.x;a", "b.x", "it lacks a and .y", ""),
]


@pytest.mark.parametrize(("selector", "chain", "element", "words", "hint"), CASES)
def test_the_nearest_element_and_what_it_lacks(selector: str, chain: str, element: str, words: str, hint: str) -> None:
    near = nearest([compile_selector(selector)], parse_chain(chain))
    assert near is not None
    assert (described(near.element), near.words) == (element, words)
    assert hint in near.hint
    assert bool(hint) is bool(near.hint)


def test_there_is_no_nearest_of_no_elements() -> None:
    assert nearest([compile_selector("a")], ()) is None


def test_the_subject_lacks_nothing() -> None:
    near = nearest([compile_selector("b"), compile_selector("a")], parse_chain("span;a.x"))
    assert near is not None
    assert (near.meets, near.index, near.words, near.hint) == (True, 1, "", "")
