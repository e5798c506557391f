"""A row of a table is the record that its line would be, whatever its cells hold and however its columns are named."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from actioncli.events.shapes.views import keys_of
from actioncli.formats.parquet import row_group
from actioncli.formats.tables import Table, table_rows
from actioncli.records.record import decode, plain
from actioncli.records.rows import RowBatch

NAMES = st.sampled_from(
    ["event", "properties", "properties.a", "properties.b", "*.event", "person.properties.a", "person_properties", "x"]
)
TEXTS = st.sampled_from(
    [
        "", "a", "5", "null", '{"a": 1}', '{"a":1,"a":2}', '{ }', "{}", "[1, {\"b\": 2}]", "{", "[", "[x]", "{} ",
        '{"a":\n1}', '{"a":"\n"}', '{"a":1}\u2003', '{"n": 98765432109876543210}', '{"n": NaN}', '{"x":"\\ud83d"}',
        "é\u2028", '"', "C:\\new", '{"a":"ü"}',
    ]
)  # fmt: skip


def assert_rows_are_their_lines(batch: RowBatch, names: list[str]) -> None:
    for index, row in enumerate(batch.records):
        line = batch.line(index)
        expected = decode(line)
        assert expected.bad == []
        (record,) = expected.records
        assert list(dict.fromkeys(keys_of(row))) == list(dict.fromkeys(keys_of(record)))
        for key in {*keys_of(record), *names, "nowhere", "elements_chain"}:
            assert repr(plain(row.get(key))) == repr(plain(record.get(key)))
            assert repr(plain(row.get(key, 7))) == repr(plain(record.get(key, 7)))
            assert (key in row) == (key in record)  # type: ignore[operator]


@given(st.data(), st.lists(NAMES, min_size=2, max_size=6))
def test_a_row_of_text_is_the_record_of_its_line(data: st.DataObject, names: list[str]) -> None:
    rows = data.draw(st.lists(st.lists(TEXTS, min_size=len(names), max_size=len(names)), min_size=1, max_size=4))
    quoted = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    batch = table_rows(quoted.encode(), Table(",", tuple(names)), header=False)

    assert not batch.bad
    assert len(batch.records) == len(rows)
    assert_rows_are_their_lines(batch, names)


KINDS = (
    TEXTS,
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.booleans(),
    st.binary(max_size=3),
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(),
    st.just({"a": [1, None], "b": b"x"}),
)


@given(st.data(), st.lists(NAMES, min_size=1, max_size=5), st.booleans())
def test_a_row_of_parquet_is_the_record_of_its_line(data: st.DataObject, names: list[str], as_asked: bool) -> None:
    count = data.draw(st.integers(1, 4))
    arrays = []
    for _ in names:
        one_kind = st.one_of(st.none(), data.draw(st.sampled_from(KINDS)))
        values = data.draw(st.lists(one_kind, min_size=count, max_size=count))
        arrays.append(pa.array(values))
    with TemporaryDirectory() as directory:
        path = Path(directory, "x.parquet")
        parquet.write_table(pa.Table.from_arrays(arrays, names=names), path)
        for batch in row_group("x", path, 0, as_asked=as_asked):
            assert_rows_are_their_lines(batch, names)
