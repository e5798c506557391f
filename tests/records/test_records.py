"""Lines of bytes become records, in one pass or line by line, with no difference but speed."""

from __future__ import annotations

import json
import math
import mmap
import tempfile
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actioncli.records import record as records
from actioncli.records.lenient import CUT_OFF, DEEPEST, NULS, TOO_DEEP, TOO_LONG
from actioncli.records.record import (
    BadLine,
    Batch,
    decode,
    is_list,
    is_object,
    parse_text,
    plain,
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab{}\n", max_size=2), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.text('ab"\\{}é', max_size=3), VALUES, max_size=4)
GOOD = st.builds(lambda value, ascii_only: json.dumps(value, ensure_ascii=ascii_only).encode(), OBJECTS, st.booleans())
ODD = st.sampled_from(
    [
        b"",
        b" \t ",
        b"\x0c",
        b' {"a":1} ',
        b'{"a":1}\r',
        b'{"a":1}{"a":2}',
        b'{"a":"\xc3\xa9"} {"b":2}\t{"c":[]}',
        b'{"a":1}\r{"a":2}',
        b'{"a":"\xff"}',
        b'{"a":"\xff"}{"b":"\xe9\xe9"}',
        b'{"a":"\\ud83d","a":2}',
        b'{"a":1,"a":2,"p":{"b":1,"b":2}}',
        b'{"a":NaN,"b":-Infinity}',
        b'{"a":nan}',
        b'{"a":1e400}',
        b'{"a":"x\ty"}',
        b'{"a":"x\x01y"}',
        b"[]",
        b"null",
        b"42",
        b'"x"',
        b"\x00\x00\x00",
        b'\x00{"a":1}',
        b'{"a":1',
        b'{"a":',
        b"1}",
        b"}",
        b"{",
        b'{"a":1},',
        b'{"a":1},{"b":2}',
        b'{"a":1}x',
        b"uuid,event,properties",
        b'\xef\xbb\xbf{"a":1}',
        b"\xef\xbb\xbf",
        b"{\x00}\x00",
        b'{"a":' + b"[" * 600 + b"]" * 600 + b"}",
        b'{"a":' + b"[" * 1022 + b"]" * 1022 + b"}",
        b'{"a":' + b"[" * 1023 + b"]" * 1023 + b"}",
        b'{"a":' + b"[" * 1024 + b"]" * 1024 + b"}",
        b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}",
        b'{"a":' + b"7" * 4300 + b"}",
        b'{"a":' + b"7" * 4301 + b"}",
        b'{"a":"' + b"7" * 5000 + b'"}',
    ]
)
LINES = st.lists(GOOD | ODD | st.binary(max_size=12).map(lambda data: data.replace(b"\n", b"")), max_size=8)


def told(batch: Batch) -> list[tuple[int, Any, bytes]]:
    """The records of a batch as plain data: line, value and bytes; floats by their text, for NaN."""
    return [
        (number, repr(plain(record)), batch.line(index))
        for index, (number, record) in enumerate(zip(batch.numbers, batch.records, strict=True))
    ]


def reasons(data: bytes) -> list[str]:
    return [bad.reason for bad in decode(data).bad]


def values(data: bytes) -> list[Any]:
    return [plain(record) for record in decode(data).records]


@given(LINES, st.sampled_from([b"\n", b"\r\n"]), st.booleans())
@example([b'{"a":', b"1}"], b"\n", True)
@example([b'{"a":1}{"a":2}', b'{"a":', b'{"b":1}}'], b"\n", True)
@example([b'{"a":{}', b',"b":1}', b"{}{}"], b"\n", True)
def test_a_line_means_the_same_alone_and_among_others(lines: list[bytes], ending: bytes, ended: bool) -> None:
    data = ending.join(lines) + (ending if ended and lines else b"")
    batch = decode(data)
    pieces = data.split(b"\n")
    alone: list[tuple[int, Any, bytes]] = []
    bad: list[tuple[int, str, bytes]] = []
    repaired = 0
    for index, piece in enumerate(pieces):
        one = decode(piece + (b"\n" if index < len(pieces) - 1 else b""))
        alone += [(index, value, line) for _, value, line in told(one)]
        bad += [(index, found.reason, one.bad_line(found)) for found in one.bad]
        repaired += one.repaired
    assert told(batch) == alone
    assert [(found.index, found.reason, batch.bad_line(found)) for found in batch.bad] == bad
    assert batch.lines == data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    assert batch.repaired == repaired


@given(st.lists(GOOD | st.sampled_from([b"", b" ", b'{"a":1}\r', b' {"a":1} ']), min_size=1))
def test_the_whole_chunk_at_once_gives_what_line_by_line_gives(lines: list[bytes]) -> None:
    data = b"\n".join([*lines, b""])
    at_once, slowly = records._at_once(data, 0, len(data)), records._line_by_line(data, 0, len(data))
    if at_once is None:
        assert not slowly.records
    else:
        assert told(at_once) == told(slowly)
        assert (at_once.lines, at_once.bad) == (slowly.lines, slowly.bad)
        assert list(at_once.starts) == slowly.starts


def test_good_lines_are_read_at_once() -> None:
    data = b'{"a":1}\n\n{"a":{"b":"}{"}}\r\n {"a":3}\t\n{"a":4}'
    batch = records._at_once(data, 0, len(data))
    assert batch is not None
    assert told(batch) == [
        (0, "{'a': 1}", b'{"a":1}'),
        (2, "{'a': {'b': '}{'}}", b'{"a":{"b":"}{"}}'),
        (3, "{'a': 3}", b' {"a":3}\t'),
        (4, "{'a': 4}", b'{"a":4}'),
    ]


def test_numbers_are_a_range_where_no_line_is_blank() -> None:
    assert decode(b'{"a":1}\n{"a":2}\n').numbers == range(2)


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    batch = decode(data)
    for index, record in enumerate(batch.records):
        plain(record)
        assert b"\n" not in batch.line(index)


@given(st.lists(st.sampled_from(list(b'{}[]":,\\ \n\r\tanu1e-.0\x00\xff')), max_size=60).map(bytes))
def test_no_json_like_bytes_raise(data: bytes) -> None:
    batch = decode(data)
    assert len(batch.records) == len(batch.starts) == len(batch.ends) == len(batch.numbers)
    for record in batch.records:
        assert isinstance(plain(record), dict)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b"42", "not an object"),
        (b'"x"', "not an object"),
        (b"uuid,event,properties", "not JSON"),
        (b"\x00" * 64, NULS),
        (b'{"a":tru}', "column 6: expected a value"),
        (b'{"a":1,}', "column 8: expected a property name in double quotes"),
        (b'{"a" 1}', "column 6: expected a colon"),
        (b'{"a":1 2}', "column 8: expected a comma"),
        (b'{"a":"x', "column 6: an unterminated string"),
        ('{"é":"\\x"}'.encode(), "column 7: an invalid escape"),
        (b'{"a":"\x01"}', "column 7: a control character in a string"),
        (b'{"a":1}{"a":', "column 13: expected a value"),
        (b'{"a":1}5', "not an object"),
        (b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", TOO_DEEP),
        (b'{"a":' + b"1" * 5000 + b"}", TOO_LONG),
    ],
)
def test_a_bad_line_says_why(line: bytes, reason: str) -> None:
    if reason.startswith("column 8: expected a property name"):
        assert reasons(line + b"\n")[0] in (reason, "column 7: a comma before the end of an object")
    else:
        assert reasons(line + b"\n") == [reason]


@pytest.mark.parametrize("cut", range(1, 23))
def test_a_last_line_without_its_end_is_cut_off(cut: int) -> None:
    line = b'{"a":{"b":"x\\n"},"c":1}'
    assert reasons(b'{"a":1}\n' + line[:cut]) == [CUT_OFF]


def test_a_last_line_without_line_ending_may_be_whole() -> None:
    assert values(b'{"a":1}\n{"a":2}') == [{"a": 1}, {"a": 2}]


def test_what_is_no_object_is_not_called_cut_off() -> None:
    assert reasons(b"uuid,event") == ["not JSON"]


def test_a_bad_line_knows_its_number_and_bytes() -> None:
    data = b'{"a":1}\n\nnonsense\r\n{"a":2}\n'
    batch = decode(data)
    assert batch.bad == [BadLine(2, "not JSON", 9, 17)]
    assert batch.bad_line(batch.bad[0]) == b"nonsense"
    assert list(batch.numbers) == [0, 3]
    assert batch.bad[0].moved(10).index == 12


def test_glued_objects_are_records_of_their_own() -> None:
    batch = decode('{"a":"é"} {"b":2}{"c":3}\n{"d":4}\n'.encode())
    assert told(batch) == [
        (0, "{'a': 'é'}", '{"a":"é"}'.encode()),
        (0, "{'b': 2}", b'{"b":2}'),
        (0, "{'c': 3}", b'{"c":3}'),
        (1, "{'d': 4}", b'{"d":4}'),
    ]


def test_what_is_not_utf_8_is_repaired_and_its_bytes_stay() -> None:
    batch = decode(b'{"a":"caf\xe9"}{"b":"\xff"}\n{"c":1}\n')
    assert [plain(record) for record in batch.records] == [{"a": "caf�"}, {"b": "�"}, {"c": 1}]
    assert [batch.line(index) for index in range(3)] == [b'{"a":"caf\xe9"}', b'{"b":"\xff"}', b'{"c":1}']
    assert batch.repaired == 1


def test_odd_values_are_accepted() -> None:
    lone, infinite, tab = values(b'{"a":"\\ud83d"}\n{"a":1e400,"b":NaN}\n{"a":"x\ty"}\n')
    assert lone == {"a": "\ud83d"}
    assert infinite["a"] == math.inf
    assert math.isnan(infinite["b"])
    assert tab == {"a": "x\ty"}


def test_integers_are_exact_at_any_size() -> None:
    assert values(b'{"a":123456789012345678901234567890,"b":-9223372036854775809}\n') == [
        {"a": 123456789012345678901234567890, "b": -9223372036854775809}
    ]


@pytest.mark.parametrize("odd", [b"", b',"x":"\\ud83d"', b',"x":"\xff"', b',"x":"\t"'])
def test_the_first_of_equal_keys_counts_in_every_path(odd: bytes) -> None:
    batch = decode(b'{"a":1,"a":2,"properties":{"b":1,"b":2,"c":[{"d":1,"d":2}]}' + odd + b"}\n")
    (record,) = batch.records
    assert record.get("a") == 1
    assert record.get("properties").get("b") == 1
    assert plain(record.get("properties")) == {"b": 1, "c": [{"d": 1}]}


def test_nesting_is_limited_for_odd_lines_alone() -> None:
    def line(depth: int, odd: bytes) -> bytes:
        return b'{"a":' + b"[" * depth + b"]" * depth + odd + b"}\n"

    assert reasons(line(1000, b"")) == []
    assert reasons(line(DEEPEST - 1, b',"b":"\\ud83d"')) == []
    assert reasons(line(DEEPEST, b',"b":"\\ud83d"')) == [TOO_DEEP]
    assert reasons(b'{"a":"' + b"[" * 1000 + b'\\"{{\\ud83d"}\n') == []


def test_deep_values_become_plain() -> None:
    (record,) = decode(b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}\n").records
    value, depth = plain(record.get("a")), 0
    while isinstance(value, list) and value:
        value, depth = value[0], depth + 1
    assert depth == 999


def test_a_byte_order_mark_is_left_out_wherever_logs_were_joined() -> None:
    assert values(b'\xef\xbb\xbf{"a":1}\n\xef\xbb\xbf{"a":2}\n') == [{"a": 1}, {"a": 2}]
    assert decode(b'\xef\xbb\xbf{"a":1}\n').line(0) == b'{"a":1}'


def test_line_separators_of_unicode_end_no_line() -> None:
    assert values('{"a":"x\u2028\u2029\x85y"}\n'.encode()) == [{"a": "x\u2028\u2029\x85y"}]


def test_a_part_of_a_map_is_read_in_place() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b'{"a":1}\n{"a":2}\n{"a":3}\n')
        file.flush()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            batch = decode(data, 8, 24)
            assert [plain(record) for record in batch.records] == [{"a": 2}, {"a": 3}]
            assert batch.line(0) == b'{"a":2}'
            assert list(batch.starts) == [8, 16]
            bad = decode(data, 1, 8)
            assert bad.bad == [BadLine(0, "not an object", 1, 7)]


def test_a_memoryview_is_read_too() -> None:
    batch = decode(memoryview(b'xx{"a":1}\n')[2:])
    assert batch.line(0) == b'{"a":1}'


def test_a_long_line_takes_linear_time() -> None:
    data = b'{"a":"' + b'\\"' * 2_000_000 + b"\n" + b'{"a":"' + b"x" * 4_000_000 + b'"}\n' + b"[" * 1_000_000
    batch = decode(data)
    assert [bad.reason for bad in batch.bad] == ["column 6: an unterminated string", TOO_DEEP]
    assert len(batch.records) == 1


@given(st.integers(0, 600), st.integers(0, 600), st.integers(4290, 4310), st.sampled_from([b"a", b".", b"9,9", b"e"]))
def test_digits_in_a_row_are_counted_wherever_they_stand(before: int, after: int, digits: int, broken: bytes) -> None:
    """Among digits that something parts, so that every 512th byte tells nothing."""
    noise = (broken + b"9" * 511) * 12
    head, tail = b'{"a":"' + b"x" * before + noise + b'","b":', b',"c":"' + noise + b"x" * after + b'"}'
    assert reasons(head + b"7" * digits + tail) == ([TOO_LONG] if digits > 4300 else [])
    assert reasons(head + b'"' + b"7" * digits + b'"' + tail) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a":[1,{"b":null}]}', {"a": [1, {"b": None}]}),
        (b'{"a":1}', {"a": 1}),
        ('[{"a":1}]', [{"a": 1}]),
        (' {"a":1,"a":2}\n', {"a": 1}),
        ('{"a":"\\ud83d","a":2}', {"a": "\ud83d"}),
        ('{"a":"\ud83d"}', {"a": "\ud83d"}),
        ('{"a":"x\ty"}', {"a": "x\ty"}),
        (b'{"a":"\xff"}', {"a": "�"}),
        ("42", 42),
        ('"x"', "x"),
        ("null", None),
        ("", None),
        ("hello", None),
        ("hello \ud83d", None),
        ('{"a":1}{"b":2}', None),
        ('{"a":1', None),
        (b"5\x00", None),
        ('{"a":' + "1" * 5000 + "}", None),
        ("[" * 5000 + "]" * 5000, None),
    ],
)
def test_a_json_text_within_a_record(text: str | bytes, value: object) -> None:
    assert plain(parse_text(text)) == value


@given(st.text() | st.binary())
def test_no_text_raises(text: str | bytes) -> None:
    plain(parse_text(text))


@given(VALUES)
def test_json_text_comes_back_as_it_was(value: Any) -> None:
    assert plain(parse_text(json.dumps(value))) == value


@pytest.mark.parametrize("odd", ["", "\\ud83d"])
def test_objects_and_lists_are_told_apart_in_both_forms(odd: str) -> None:
    record = parse_text(f'{{"o":{{}},"l":[],"s":"{odd}","n":null}}')
    kinds = {key: (is_object(record.get(key)), is_list(record.get(key))) for key in "olsn"}
    assert kinds == {"o": (True, False), "l": (False, True), "s": (False, False), "n": (False, False)}
    assert is_object(record)
    assert record.get("missing", 7) == 7
