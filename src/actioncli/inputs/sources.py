"""Sources: files, addresses and standard input; and which file names look like event logs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from msgspec import Struct, field

from actioncli.errors import ActioncliError
from actioncli.inputs.containers import COMPRESSED, SUFFIXES, container_of
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.signatures import opens_object

STANDARD_INPUT = "<stdin>"

_TEXT = frozenset({".jsonl", ".ndjson", ".json", ".log", ".txt", ".csv", ".tsv"})
"""Extensions of logs that are plain text."""
_COMPRESSED = COMPRESSED | {".sz"}
"""Snappy files are not skipped, but refused with a message when they are opened."""
_NO_LOGS = frozenset(
    {".avro", ".db", ".html", ".md", ".orc", ".pdf", ".py", ".sh", ".sql"}
    | {".sqlite", ".toml", ".xls", ".xlsx", ".xml", ".yaml", ".yml"}
)
"""Inner extensions of compressed files that are not logs, as in `dump.sql.gz`."""


class UnreadableSource(ActioncliError):  # noqa: N818 - named for what happened
    """A source that cannot be opened or read, or has an unsupported format."""


class Source(Struct, frozen=True):
    """One log to read; `path` is None for standard input."""

    name: str
    """Its name in messages."""
    path: Path | RemoteFile | None


class Found(Struct, frozen=True):
    """The result of a search for sources."""

    sources: list[Source] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Problems, one line each. The run continues with the other sources and ends with exit code 2."""
    left_out: list[str] = field(default_factory=list)
    """Files of directories whose names do not look like event logs."""
    notes: list[str] = field(default_factory=list)
    """Other notes, one line each."""

    def said(self) -> list[str]:
        """All notes that are not errors, one line each."""
        return [*filter(None, [left_out_note(self.left_out)]), *self.notes]


_NAMED = 5
"""The most skipped files to name."""


def left_out_note(names: Sequence[str]) -> str:
    """The note about skipped files; empty if there are none."""
    if not names:
        return ""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    files = "1 file whose name does" if len(names) == 1 else f"{len(names):,} files whose names do"
    return f"skipped {files} not look like an event log: {', '.join(names[:_NAMED])}{more}"


def holds_events(path: PurePath, head: Callable[[], bytes]) -> bool:
    """Whether a file of a directory or archive is an event log by its name, or else by its first bytes."""
    name = path.name.lower()
    if name.endswith("_manifest.json") or name == "manifest.json" or "_delta_log" in path.parts:
        return False
    suffixes = path.suffixes
    last = suffixes[-1].lower() if suffixes else ""
    if last in _COMPRESSED:
        inner = suffixes[-2].lower() if len(suffixes) > 1 else ""
        return inner not in _NO_LOGS
    if not last:
        begin = head()
        return opens_object(begin) or begin.startswith(b"[{") or container_of(begin) is not None
    return last in _TEXT or last in SUFFIXES


def shown_name(name: str) -> str:
    """A printable file name. Names are bytes, and not always text."""
    return os.fsencode(name).decode("utf-8", "replace")
