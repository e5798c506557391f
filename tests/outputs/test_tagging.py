"""The names of actions as the last key of an event's own bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.outputs.match_formats import tag_suffix, tagged

from .samples import HOSTILE
from .test_json_text import VALUES


def tag(line: bytes, names: list[str]) -> bytes:
    return tagged(line, tag_suffix(names))


@pytest.mark.parametrize(
    ("line", "output"),
    [
        (b'{"a":1}', b'{"a":1,"matched_actions":["X"]}'),
        (b'{"a": {}}', b'{"a": {},"matched_actions":["X"]}'),
        (b'{"a":"}"} \r\n', b'{"a":"}","matched_actions":["X"]} \r\n'),
        (b'{"a":1 } ', b'{"a":1 ,"matched_actions":["X"]} '),
        (b"{}", b'{"matched_actions":["X"]}'),
        (b" { }\n", b' { "matched_actions":["X"]}\n'),
        (b'{"a":"{"}', b'{"a":"{","matched_actions":["X"]}'),
        (b'{"a":"\xff\\u0041"}', b'{"a":"\xff\\u0041","matched_actions":["X"]}'),
    ],
)
def test_the_tag_comes_before_the_last_brace_and_all_else_stays(line: bytes, output: bytes) -> None:
    assert tag(line, ["X"]) == output


def test_names_are_compact_json_in_utf_8() -> None:
    assert tag_suffix(["Größe", 'say "hi"']) == ',"matched_actions":["Größe","say \\"hi\\""]'.encode()
    assert tag_suffix(()) == b',"matched_actions":[]'


def test_a_suffix_made_once_does_for_every_line() -> None:
    suffix = tag_suffix(["X"])

    assert [tagged(line, suffix) for line in (b"{}", b'{"a":1}')] == [tag(b"{}", ["X"]), tag(b'{"a":1}', ["X"])]


def test_a_line_without_an_object_is_refused() -> None:
    with pytest.raises(ValueError, match="not a JSON object"):
        tag(b"[1]", ["X"])


@given(
    st.dictionaries(st.text(), VALUES),
    st.lists(st.sampled_from(HOSTILE) | st.text()),
    st.sampled_from(["", " ", "\r\n", "\t "]),
    st.booleans(),
    st.sampled_from([None, 1]),
)
def test_a_tagged_event_is_the_event_with_that_key_last(
    event: dict[str, object], names: list[str], white: str, escaped: bool, indent: int | None
) -> None:
    event.pop("matched_actions", None)
    line = (json.dumps(event, ensure_ascii=escaped, indent=indent) + white).encode("utf-8")

    read = json.loads(tag(line, names))

    assert read == {**event, "matched_actions": names}
    assert list(read)[-1] == "matched_actions"
