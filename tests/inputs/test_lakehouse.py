"""Of a Delta table, the files count that its log names, with checkpoints or without."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from actioncli.errors import ActioncliError
from actioncli.inputs.lakehouse import live_files


def add(name: str, **more: object) -> dict[str, Any]:
    return {"add": {"path": name, "size": 1, **more}}


def remove(name: str) -> dict[str, Any]:
    return {"remove": {"path": name, "dataChange": False}}


def commit(root: Path, version: int, *actions: Mapping[str, Any]) -> None:
    (root / "_delta_log").mkdir(exist_ok=True)
    text = "".join(json.dumps(action) + "\n" for action in ({"commitInfo": {}}, *actions))
    (root / "_delta_log" / f"{version:020}.json").write_text(text, encoding="utf-8")


def checkpoint(root: Path, name: str, *names: str) -> None:
    (root / "_delta_log").mkdir(exist_ok=True)
    kind = pa.struct([("path", pa.string()), ("partitionValues", pa.map_(pa.string(), pa.string()))])
    rows = pa.array([{"path": one, "partitionValues": []} for one in names], kind)
    parquet.write_table(pa.table({"add": rows}), root / "_delta_log" / name)


def live(root: Path) -> list[str]:
    return [str(path.relative_to(root)) for path in live_files(root, "t")]


def test_commits_add_and_remove(tmp_path: Path) -> None:
    commit(tmp_path, 0, add("a.parquet"), add("b%20c.parquet"))
    commit(tmp_path, 1, remove("a.parquet"), add("d.parquet"))
    assert live(tmp_path) == ["b c.parquet", "d.parquet"]


def test_the_last_whole_checkpoint_stands_for_the_commits_before_it(tmp_path: Path) -> None:
    checkpoint(tmp_path, f"{4:020}.checkpoint.{1:010}.{2:010}.parquet", "a.parquet", "b.parquet")
    checkpoint(tmp_path, f"{4:020}.checkpoint.{2:010}.{2:010}.parquet", "c.parquet")
    checkpoint(tmp_path, f"{6:020}.checkpoint.{1:010}.{2:010}.parquet", "never.parquet")
    for version in (3, 4, 5, 6):
        commit(tmp_path, version)
    commit(tmp_path, 5, remove("b.parquet"))
    assert live(tmp_path) == ["a.parquet", "c.parquet"]


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (add("a.parquet", deletionVector={"storageType": "u"}), "deletion vectors"),
        (add("s3://bucket/a.parquet"), "in an object store"),
        (add("x/a.parquet", partitionValues={"dt": "2025-03-14"}), "partitions"),
        ({"metaData": {"configuration": {"delta.columnMapping.mode": "name"}}}, "column mapping"),
        ({"sidecar": {"path": "s.parquet"}}, "sidecars"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, action: Mapping[str, Any], reason: str) -> None:
    commit(tmp_path, 0, action)
    with pytest.raises(ActioncliError, match=reason):
        live(tmp_path)


def test_a_log_with_a_gap_is_refused(tmp_path: Path) -> None:
    commit(tmp_path, 1, add("a.parquet"))
    with pytest.raises(ActioncliError, match="commits are missing"):
        live(tmp_path)
