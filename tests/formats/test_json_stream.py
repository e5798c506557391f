"""Objects that are cut out of an array many at once are those that are cut out one by one."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actioncli.errors import ActioncliError
from actioncli.formats import json_text
from actioncli.formats.json_stream import JsonText
from actioncli.formats.json_text import Item, items

VALUES = st.recursive(
    st.one_of(st.none(), st.integers(), st.sampled_from(["", "},{", '{"id":', ',{"id":1}', "ü", "\\", '"', "\n"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["id", "a"]), inner, max_size=2)
    ),
    max_leaves=6,
)
ROWS = st.lists(st.builds(lambda value, more: {"id": value, **more}, VALUES, st.dictionaries(st.just("b"), VALUES)))


def read(text: bytes, size: int, *, at_once: bool) -> list[Item | str]:
    with pytest.MonkeyPatch.context() as patch:
        if not at_once:
            patch.setattr(json_text, "run_of", lambda *_: [])
        found: list[Item | str] = []
        try:
            found += items(JsonText(io.BytesIO(text), size), "x", pages=True)
        except ActioncliError as error:
            found.append(str(error))
        return found


@given(
    rows=ROWS,
    indent=st.sampled_from([None, 0, 2]),
    separators=st.sampled_from([(",", ":"), (", ", ": ")]),
    page=st.booleans(),
    size=st.integers(1, 200),
    damage=st.lists(st.tuples(st.floats(0, 1), st.sampled_from([b"", b"}", b"{", b'"', b",", b"\n", b"\xff", b"x"]))),
)
@example([{"id": None}] * 6, 2, (",", ":"), False, 35, [(0.5, b"{")])  # a bracket that closes another one
def test_whatever_the_array_holds(
    rows: list[Any],
    indent: int | None,
    separators: tuple[str, str],
    page: bool,
    size: int,
    damage: list[tuple[float, bytes]],
) -> None:
    whole: Any = {"next": None, "results": rows} if page else rows
    text = bytearray(json.dumps(whole, indent=indent, separators=separators, ensure_ascii=False).encode())
    for place, what in damage[:2]:
        position = int(place * (len(text) - 1))
        text[position : position + 1] = what

    found = read(bytes(text), size, at_once=True)
    assert found == read(bytes(text), size, at_once=False)
    if not damage:
        assert [json.loads(item.text) for item in found if isinstance(item, Item)] == rows
