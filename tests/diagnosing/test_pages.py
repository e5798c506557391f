"""What unclaimed events are grouped by: pages without identifiers, and what was clicked."""

from __future__ import annotations

import pytest

from actioncli.diagnosing.collecting import element_of, page_of
from actioncli.events.elements import parse_chain


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
