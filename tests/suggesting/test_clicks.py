"""A click is described by the part of its element that lasts."""

from __future__ import annotations

import pytest

from actioncli.events.elements import Element, parse_chain
from actioncli.suggesting.clicks import best, ways


@pytest.mark.parametrize(
    ("chain", "name", "condition"),
    [
        ('svg;button.btn:attr__data-attr="buy"text="Buy now"', "buy", '[data-attr="buy"]'),
        ('span:text="Buy";button:attr_id="buy"attr__id="buy"', "buy", "#buy"),
        ('button:attr_id="radix-12"text="Save"', "Save", "Save"),
        ('button:text="Order 123456"nth-child="1"', "button", "button"),
        ('i.icon;button:attr__aria-label="Close";div.modal', "Close", 'button[aria-label="Close"]'),
        ('img;a:href="/docs"', "/docs", "/docs"),
        ('img;a:href="/projects/12"', "/projects/:id", "^/projects/[0-9]+/*([?#]|$)"),
        ("svg.md:w-4.icon;div.card", "svg.icon", "svg.icon"),
        ("svg;div.card.p-4;main", ".card svg", "div.card svg"),
    ],
)
def test_a_click_is_known_by_what_lasts(chain: str, name: str, condition: str) -> None:
    known = best(parse_chain(chain))
    assert known is not None
    assert condition == known.condition.operand
    assert name.rsplit(maxsplit=1)[-1] == known.name.split()[-1]


def test_nothing_is_known_of_a_click_on_nothing() -> None:
    assert list(ways(())) == []
    assert best((Element(),)) is None
