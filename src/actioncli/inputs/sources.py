"""What a source is: a file, an address or standard input, and whether a file's name says that it holds events."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from msgspec import Struct, field

from actioncli.errors import ActioncliError
from actioncli.inputs.remote.files import RemoteFile
from actioncli.records.signatures import container, opens_object, packing

STANDARD_INPUT = "<stdin>"

_EVENTS = frozenset(
    {".jsonl", ".ndjson", ".json", ".log", ".txt", ".csv", ".tsv", ".parquet", ".zip", ".tar"}
    | {".tgz", ".tbz2", ".txz"}
)
PACKED = frozenset({".gz", ".br", ".zst", ".bz2", ".xz", ".lz4", ".sz"})
_FOREIGN = frozenset(
    {".avro", ".db", ".html", ".md", ".orc", ".pdf", ".py", ".sh", ".sql"}
    | {".sqlite", ".toml", ".xls", ".xlsx", ".xml", ".yaml", ".yml"}
)
"""What a packed file of a directory holds by its inner extension, as in `dump.sql.gz`, when it is no log."""


class UnreadableSource(ActioncliError):  # noqa: N818 - it says what the source is
    """A source that cannot be opened, cannot be read on, or is of a kind that cannot be read."""


class Source(Struct, frozen=True):
    """One log to read; `path` is None for standard input."""

    name: str
    """As messages show it."""
    path: Path | RemoteFile | None


class Found(Struct, frozen=True):
    """What the arguments lead to."""

    sources: list[Source] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """One line each; the run goes on with the sources there are and ends with exit code 2."""
    left_out: list[str] = field(default_factory=list)
    """Files of the directories that hold no events by their names: worth telling, no trouble."""
    notes: list[str] = field(default_factory=list)
    """What else is worth telling, one line each."""

    def said(self) -> list[str]:
        """All that is worth telling and no trouble, one line each."""
        return [*filter(None, [left_out_note(self.left_out)]), *self.notes]


_NAMED = 5
"""How many of the files that are left out are named."""


def left_out_note(names: Sequence[str]) -> str:
    """What to tell of files that were left out; empty if none was."""
    if not names:
        return ""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"left out, for they hold no events by their names: {', '.join(names[:_NAMED])}{more}"


def holds_events(path: PurePath, head: Callable[[], bytes]) -> bool:
    """Whether a file of a directory or an archive is a log by its name; one without extension, by its first bytes."""
    name = path.name.lower()
    if name.endswith("_manifest.json") or name == "manifest.json" or "_delta_log" in path.parts:
        return False
    suffixes = path.suffixes
    last = suffixes[-1].lower() if suffixes else ""
    if last in PACKED:
        inner = suffixes[-2].lower() if len(suffixes) > 1 else ""
        return inner not in _FOREIGN
    if not last:
        begin = head()
        return opens_object(begin) or begin.startswith(b"[{") or bool(packing(begin) or container(begin))
    return last in _EVENTS


def shown_name(name: str) -> str:
    """A file name as messages can print it: names are bytes, not always text."""
    return os.fsencode(name).decode("utf-8", "replace")
