"""The ways in which a value can meet a condition, as plain data that compiled code understands.

    Way("whole", "Sign Up")                            # the text is this one
    Way("like", "/docs%", folds=True, from_start=True)  # a pattern of `contains`, at the beginning, in any case
    within(low=100)                                     # a number from 100 on

An operator returns ways where they say exactly what its predicate says (`Operator.ways`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["whole", "like", "holds", "regex", "within", "present", "asks"]
"""What must hold:

- `whole`: a text is `text`
- `like`: the text form fits the pattern `text`, where `%` is any run of characters and `_` is one
- `holds`: the text form contains `text`
- `regex`: RE2 finds the pattern `text` in the text form
- `within`: a number is within bounds
- `present`: nothing more, for a value that is present
- `asks`: only the predicate can tell
"""


class Way(Struct, frozen=True):
    """One way to meet a condition."""

    kind: Kind
    text: str = ""
    folds: bool = False
    """Whether case is ignored: `text` is then in lower case (`patterns.fold`)."""
    from_start: bool = False
    """Whether a pattern must fit the beginning of the text."""
    to_end: bool = False
    """Whether a pattern must fit the end of the text."""
    low: float = -inf
    low_open: bool = False
    """Whether `low` itself is out of bounds."""
    high: float = inf
    high_open: bool = False
    of_texts: bool = True
    """Whether texts that read as numbers are compared too."""


ASKS = (Way("asks"),)
"""Only the predicate can tell."""


def within(
    low: float | None = None,
    high: float | None = None,
    *,
    low_open: bool = False,
    high_open: bool = False,
    of_texts: bool = True,
) -> Way:
    """A number within these bounds; `asks` if a bound is not exactly a float."""
    bounds = [bound for bound in (low, high) if bound is not None]
    if not all(map(_is_float, bounds)):
        return ASKS[0]
    lowest, highest = (-inf if low is None else float(low)), (inf if high is None else float(high))
    return Way("within", low=lowest, low_open=low_open, high=highest, high_open=high_open, of_texts=of_texts)


def _is_float(number: float) -> bool:
    """Whether a float has exactly this value."""
    try:
        return float(number) == number
    except OverflowError:
        return False


class TextLookup(Struct, frozen=True):
    """A condition on texts as a lookup, so that one dictionary access tests any number of conditions."""

    where: Literal["whole", "start", "end"]
    """What must equal one of `texts`: the text, or its beginning or end in lower case (`patterns.fold`)."""
    texts: tuple[str, ...]


def lookup_of(ways: Sequence[Way]) -> TextLookup | None:
    """The ways that texts have, as a lookup; None if they are not one."""
    of_texts = [way for way in ways if way.kind != "within" or way.of_texts]
    places = {_place(way) for way in of_texts}
    if len(places) != 1 or None in places:
        return None
    return TextLookup(places.pop(), tuple(way.text for way in of_texts))  # type: ignore[arg-type]


def _place(way: Way) -> str | None:
    """Where in a text a way looks for its own, if it is without wildcards."""
    if way.kind == "whole":
        return "whole"
    if way.kind != "like" or not way.folds or way.from_start is way.to_end or "%" in way.text or "_" in way.text:
        return None
    return "start" if way.from_start else "end"
