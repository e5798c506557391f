"""What unclaimed events are grouped by: pages without identifiers, and what was clicked."""

from __future__ import annotations

import pytest

from actioncli.conditions.selectors import compile_selector
from actioncli.diagnosing.pages import element_of, page_of
from actioncli.events.elements import parse_chain
from actioncli.matching.shortfall import shortfall


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://a.com/b?x=1#y", "https://a.com/b"),
        ("https://a.com/projects/17/boards/3", "https://a.com/projects/:id/boards/:id"),
        ("https://a.com/u/0190a5e0-0000-7000-8000-000000000001", "https://a.com/u/:id"),
        ("https://a.com/org/org_0017/team", "https://a.com/org/:id/team"),
        ("https://a.com/c/9f86d081884c7d65", "https://a.com/c/:id"),
        ("https://a.com/docs/release-notes", "https://a.com/docs/release-notes"),
        ("https://a.com/facade", "https://a.com/facade"),
        ("/relative/5", "/relative/:id"),
        ("", ""),
    ],
)
def test_a_page_is_an_address_without_what_differs_from_visit_to_visit(url: str, page: str) -> None:
    assert page_of(url) == page


@pytest.mark.parametrize(
    ("chain", "element"),
    [
        ('span:text="Sign  Up";button', ("span", "Sign Up")),
        ('svg;button:text="Close";div:text="More"', ("svg", "Close")),
        ("div", ("div", "")),
        ("", ("", "")),
    ],
)
def test_an_element_is_a_tag_and_the_nearest_text(chain: str, element: tuple[str, str]) -> None:
    assert element_of(parse_chain(chain)) == element


@pytest.mark.parametrize(
    ("selector", "chain", "expected"),
    [
        ("nav > a.cta", "a.button;nav", (".cta", "a.button", "")),
        ("a.cta-old", "a.cta-new;div", (".cta-old", "a.cta-new", "cta-new")),
        (".pricing-table button", "button;section.pricing;main", (".pricing-table", "section.pricing", "pricing")),
        ("nav > a", "a;div;nav", ("nav", "div", "")),
        ("nav a", "a", ("nav", "", "")),
        ("#go", 'a:attr_id="stay"', ("#go", "a#stay", "")),
        ('a[data-attr="buy"]', 'a:attr__data-attr="sell"', ('[data-attr="buy"]', 'a[data-attr="sell"]', "")),
        ("b, a.x", "a.y", (".x", "a.y", "")),
        ("a", "", ()),
        ("a", "span;a.x", ("", "a.x", "")),
    ],
)
def test_the_nearest_element_and_the_part_it_lacks(selector: str, chain: str, expected: tuple[str, ...]) -> None:
    assert shortfall([compile_selector(selector)], parse_chain(chain) if chain else ()) == expected
