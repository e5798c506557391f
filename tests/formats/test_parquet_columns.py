"""Of Parquet only the columns are read that somebody asks for, and nothing else is different for it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from actioncli.actions.load import load_actions
from actioncli.actions.model import Actions
from actioncli.commands.match import LineCollector, RowCollector, Selection
from actioncli.counting import TallyCollector
from actioncli.diagnosing.collecting import EvidenceCollector
from actioncli.events.event_fields import parse_fields
from actioncli.formats import parquet as module
from actioncli.grouping import By
from actioncli.inputs.finding import find_sources
from actioncli.scanning.job import Job, Part
from actioncli.scanning.scanned import Collector
from actioncli.scanning.worker import parts
from actioncli.tasks.splitting import tasks_of
from event_strategies import NOW, events, small_actions
from formats.test_same_events_in_any_container import as_parquet
from laws import examples

COLLECTORS: tuple[Collector[Any], ...] = (
    TallyCollector(None),
    TallyCollector(By("properties.plan")),
    TallyCollector(By("elements_chain")),
    LineCollector(Selection(unmatched=False), tag=True),
    LineCollector(Selection(unmatched=True, limit=2), tag=False),
    RowCollector(
        Selection(unmatched=False), parse_fields("timestamp,person,properties.$browser,nowhere,matched_actions")
    ),
)


def run(path: Path, actions: Actions, collector: Collector[Any], *, prefilter: bool = True) -> list[Part[Any]]:
    sources, complaints = find_sources([str(path)])
    assert complaints == []
    found = parts(Job(actions, collector, NOW, prefilter=prefilter), tasks_of(sources))
    return [part for part in found if not part.form]  # what the source was recognised as is told apart from its rows


@examples(40)
@given(
    actions=small_actions(),
    log=st.lists(events(), min_size=1, max_size=8),
    collector=st.sampled_from(COLLECTORS),
    rows=st.integers(1, 3),
)
def test_every_column_or_those_that_are_asked_for_come_to_the_same(
    actions: Actions, log: list[dict[str, Any]], collector: Collector[Any], rows: int
) -> None:
    with TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "ROWS", rows)
        path = Path(directory, "events.parquet")
        path.write_bytes(as_parquet(log))

        assert run(path, actions, collector) == run(path, actions, collector, prefilter=False)


def actions_of(text: str) -> Actions:
    with TemporaryDirectory() as directory:
        path = Path(directory, "actions.yaml")
        path.write_text(text, encoding="utf-8")
        return load_actions(str(path))


def written(path: Path, spoiled: str) -> Path:
    """Three thousand events, and damage in the middle of one column."""
    count = 3000
    table = pa.table(
        {
            "uuid": [f"{number:036}" for number in range(count)],
            "event": ["bought" if number % 2 else "seen" for number in range(count)],
            "distinct_id": [f"user-{number % 7}" for number in range(count)],
            "timestamp": pa.array(range(count), pa.timestamp("us", "UTC")),
            "elements_chain": [""] * count,
            "properties": [f'{{"price": {number}}}' for number in range(count)],
            "person_properties": [f'{{"n": {number}}}' for number in range(count)],
        }
    )
    parquet.write_table(table, path, compression="gzip", use_dictionary=False, data_page_size=4096)
    if spoiled:
        columns = parquet.ParquetFile(path).metadata.row_group(0)
        (column,) = [columns.column(n) for n in range(7) if columns.column(n).path_in_schema == spoiled]
        data = bytearray(path.read_bytes())
        middle = column.data_page_offset + column.total_compressed_size // 2
        data[middle : middle + 200] = b"\xff" * 200
        path.write_bytes(data)
    return path


BOUGHT = "actions: {Bought: [{event: bought, properties: {price: {gte: 0}}}]}"


def test_a_column_that_nobody_asks_for_is_not_read(tmp_path: Path) -> None:
    actions = actions_of(BOUGHT)
    whole = run(written(tmp_path / "a.parquet", ""), actions, TallyCollector(None))
    damaged = run(written(tmp_path / "a.parquet", "person_properties"), actions, TallyCollector(None))

    assert damaged == whole
    assert whole[0].result.events == 3000


@pytest.mark.parametrize("collector", [TallyCollector(None), LineCollector(Selection(unmatched=False), tag=False)])
@pytest.mark.parametrize("spoiled", ["properties", "event", "timestamp"])
def test_damage_in_a_column_that_is_asked_for_is_told_and_what_stands_before_it_is_read(
    tmp_path: Path, spoiled: str, collector: Collector[Any]
) -> None:
    actions = actions_of(BOUGHT)
    path = written(tmp_path / "a.parquet", spoiled)
    (asked,), (every,) = run(path, actions, collector), run(path, actions, collector, prefilter=False)

    assert asked == every
    assert "the Parquet file is cut off or damaged" in (asked.trouble or "")
    if isinstance(collector, TallyCollector):
        assert (spoiled == "properties") <= asked.result.events < 3000


def test_rows_that_are_read_again_are_counted_once(tmp_path: Path) -> None:
    actions = actions_of("actions: {Sold: [{event: sold}]}")
    path = written(tmp_path / "a.parquet", "properties")
    (asked,) = run(path, actions, EvidenceCollector())
    (every,) = run(path, actions, EvidenceCollector(), prefilter=False)

    assert asked.result == every.result
    assert [missed.events for missed in asked.result.missed.values()] == [1024]
