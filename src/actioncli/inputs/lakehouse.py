"""Lakehouse tables: directories of Parquet files with a log of the current files.

Files that were removed from a Delta table are still there, as are those of old snapshots of an Iceberg table.
The log of Delta is read: commits in JSON, and checkpoints in Parquet (extra `parquet`).
Iceberg (with Avro manifests) and Hudi are not supported; the error says what to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from actioncli.errors import ActioncliError
from actioncli.extras import missing_extra
from actioncli.records.partition_columns import partitions_of

DELTA_LOG = "_delta_log"
_MARKS = {DELTA_LOG: "Delta", ".hoodie": "Hudi", "metadata": "Iceberg"}
_COMMIT = re.compile(r"(\d{20})\.json")
_CHECKPOINT = re.compile(r"(\d{20})\.checkpoint(?:\.\d{10}\.(\d{10}))?\.parquet")
_SCANS = {"Iceberg": "iceberg_scan", "Hudi": "", "Delta": "delta_scan"}


def kind_of_table(directory: Path, inner: Iterable[str]) -> str:
    """`Delta`, `Iceberg` or `Hudi` for a directory with these entries; empty if it is not a table."""
    names = set(inner)
    if "metadata" in names and not _holds_iceberg(directory / "metadata"):
        names.discard("metadata")
    return next((kind for mark, kind in _MARKS.items() if mark in names), "")


def _holds_iceberg(metadata: Path) -> bool:
    return any(metadata.glob("*.metadata.json")) or (metadata / "version-hint.text").exists()


def refusal(name: str, kind: str, reason: str = "") -> str:
    """Why a table is not read, and what to do, in one line."""
    scan = _SCANS[kind]
    way = f", for example with DuckDB's {scan}" if scan else ""
    article = "an" if kind == "Iceberg" else "a"
    why = reason or "its log, which lists the current data files, is not read"
    return f"{name}: is {article} {kind} table, and {why}: write its rows to a file of Parquet first{way}"


def part_note(name: str, kind: str) -> str:
    """The note about files of a table that are named one by one."""
    article = "an" if kind == "Iceberg" else "a"
    way = f"; name {name} to read it by its log" if kind == "Delta" else ""
    return f"{name}: is {article} {kind} table; named files are read even if its log removed them{way}"


def live_files(root: Path, name: str) -> list[Path]:
    """The current data files of a Delta table; raises `ActioncliError` for an unsupported log."""
    log = root / DELTA_LOG
    files: dict[str, Mapping[str, Any]] = {}
    try:
        for action in _actions(log, name):
            _apply(action, files, name)
    except (OSError, ValueError) as error:
        raise ActioncliError(refusal(name, "Delta", f"its log cannot be read ({error})")) from error
    return [_live(root, path, add, name) for path, add in sorted(files.items())]


def _actions(log: Path, name: str) -> Iterator[Mapping[str, Any]]:
    """The actions of the log: those of the last checkpoint, and of all later commits."""
    names = sorted(path.name for path in log.iterdir())
    version, checkpoint = _last_checkpoint(names)
    commits = [match for match in map(_COMMIT.fullmatch, names) if match and int(match[1]) > version]
    expected = range(version + 1, version + 1 + len(commits))
    if [int(match[1]) for match in commits] != list(expected) or (not commits and not checkpoint):
        raise ActioncliError(refusal(name, "Delta", "commits are missing from its log"))
    for part in checkpoint:
        yield from _rows(log / part, name)
    for match in commits:
        for line in (log / match[0]).read_bytes().splitlines():
            if line.strip():
                yield json.loads(line)


def _last_checkpoint(names: list[str]) -> tuple[int, list[str]]:
    """The version of the last complete checkpoint, and its files; -1 if there is none."""
    parts: dict[tuple[int, int], list[str]] = {}
    for name in names:
        if match := _CHECKPOINT.fullmatch(name):
            parts.setdefault((int(match[1]), int(match[2] or 1)), []).append(name)
    whole = [(version, found) for (version, count), found in parts.items() if len(found) == count]
    return max(whole, default=(-1, []))


def _rows(path: Path, name: str) -> list[Mapping[str, Any]]:
    try:
        from pyarrow import ArrowException, parquet  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise missing_extra(f"{name}: reading a Delta table", "parquet") from error
    try:
        rows: list[Mapping[str, Any]] = parquet.read_table(path).to_pylist()
    except ArrowException as error:
        raise ValueError(f"{path.name} is damaged") from error
    return rows


def _apply(action: Mapping[str, Any], files: dict[str, Mapping[str, Any]], name: str) -> None:
    """Apply an action of the log to the current files."""
    if add := action.get("add"):
        if add.get("deletionVector"):
            raise ActioncliError(refusal(name, "Delta", "some rows of its files are deleted (deletion vectors)"))
        files[add["path"]] = add
    if remove := action.get("remove"):
        files.pop(remove["path"], None)
    if action.get("sidecar"):
        raise ActioncliError(refusal(name, "Delta", "its checkpoint has sidecars"))
    configuration = dict((action.get("metaData") or {}).get("configuration") or {})
    if configuration.get("delta.columnMapping.mode", "none") != "none":
        raise ActioncliError(refusal(name, "Delta", "its files use other column names (column mapping)"))


def _live(root: Path, path: str, add: Mapping[str, Any], name: str) -> Path:
    """A current data file. Its path must contain the partition columns."""
    whole = unquote(path)
    if "://" in whole and not whole.startswith("file://"):
        raise ActioncliError(refusal(name, "Delta", "its files are in an object store"))
    found = root / whole.removeprefix("file://")
    partitions = dict(add.get("partitionValues") or {})
    if any(dict(partitions_of(str(found))).get(key, "") != value for key, value in partitions.items()):
        raise ActioncliError(refusal(name, "Delta", "its partitions are not in the names of its directories"))
    return found
