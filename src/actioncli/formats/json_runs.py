"""Finds many objects of an array at once: those that begin with the same bytes, like the rows of a page.

Where they begin is guessed, and then looked at: text that was cut at commas into pieces, each of them an object,
can be cut in no other way, for an object ends where its text is one for the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from actioncli.records.columns import is_json
from actioncli.records.record import decode

_BEGINNING = re.compile(rb'\{[ \t\r\n]*"[^"\\\n]*"[ \t\r\n]*:')
_BLANK = b" \t\r\n"


def run_of(data: bytes, start: int) -> list[tuple[int, int]]:
    """The bounds of consecutive objects from here on; empty if they cannot be found this way.

    The last object of the data is not included, since it may be incomplete.
    """
    beginning = _BEGINNING.match(data, start)
    found = list(_between(data, start, beginning[0])) if beginning else []
    lines = [data[begin:end] for begin, end in found]
    if any(b"\n" in line for line in lines):
        return found if all(map(is_json, lines)) else []
    batch = decode(b"\n".join(lines))
    good = not batch.bad and not batch.repaired and list(batch.numbers) == list(range(len(lines)))
    return found if good else []


def _between(data: bytes, start: int, beginning: bytes) -> Iterator[tuple[int, int]]:
    """The bounds of the text between commas that are followed by this beginning."""
    following = data.find(beginning, start + 1)
    while following >= 0:
        end = following
        while data[end - 1] in _BLANK:
            end -= 1
        if data[end - 1] == ord(","):
            end -= 1
            while data[end - 1] in _BLANK:
                end -= 1
            yield start, end
            start = following
        following = data.find(beginning, following + 1)
