"""The members of an archive that hold events, and what there is to report about the archive.

Imported when a run reads an archive: few logs are archives, and zipfile and tarfile are slow to import.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import IO

from msgspec.structs import replace

from actioncli.errors import ActioncliError
from actioncli.inputs.archives import DamagedArchive, Member
from actioncli.inputs.opening import open_source
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.sources import Source, holds_events, left_out_note
from actioncli.inputs.streams import Opened, needs_file
from actioncli.tasks.task import PIECE, FailedTask, NoteTask, Task, opened_anywhere


def in_archive(opened: Opened, entries: slice = slice(None)) -> Iterator[Member | Task]:
    """The members of an archive, or of some of its entries, whose names look like logs; then what to report.

    Read a member before the next one is asked for.

    Raises:
        UnreadableSource: the archive can only be read from a regular file, and is not one.

    """
    name, left_out, found = opened.source.name, list[str](), False
    for member in _members(opened, entries):
        chosen = _if_log(member)
        if chosen is not None:
            found = True
            yield chosen
        elif not _is_hidden(member):
            left_out.append(member.name)
    if left_out:
        yield NoteTask(name, left_out_note(left_out))
    if not found:
        yield FailedTask(name, f"{name}: no event files in the archive")


def can_be_split(source: Source) -> bool:
    """Whether a file is an archive whose members can be read independently; False if it cannot be opened."""
    try:
        with open_source(source) as opened:
            container = opened.container
            return container is not None and container.members is not None and container.needs_file and opened.mappable
    except ActioncliError:
        return False


def members_of(source: Source) -> Iterator[Member | Task]:
    """As `in_archive`, of a source that is not open, for members that are read elsewhere."""
    try:
        with open_source(source) as opened:
            yield from in_archive(opened)
    except ActioncliError as error:
        yield FailedTask(source.name, str(error))


def _members(opened: Opened, entries: slice) -> Iterator[Member]:
    name, container = opened.source.name, opened.container
    assert container is not None, "the source is an archive"  # noqa: S101
    assert container.members is not None, "the source is an archive"  # noqa: S101
    if not container.needs_file:
        yield from container.members(name, opened.reader, entries)
        return
    if not opened.mappable or opened.source.path is None:
        raise needs_file(name, container)
    with _seekable(opened) as file:
        yield from container.members(name, file, entries)


def _is_hidden(member: Member) -> bool:
    parts = (part for part in member.path.parts if part not in (".", ".."))
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _if_log(member: Member) -> Member | None:
    """The member if its name looks like a log, or if it has no extension and its first bytes do."""
    if _is_hidden(member):
        return None
    if member.path.suffix:
        return member if holds_events(member.path, bytes) else None
    blocks = member.blocks()
    try:
        head = next(blocks, b"")
    except DamagedArchive:
        head, blocks = b"", member.blocks()  # raises it again
    if not holds_events(member.path, lambda: head):
        return None
    return replace(member, blocks=partial(chain, [head] if head else [], blocks))


def _seekable(opened: Opened) -> IO[bytes]:
    """An open source as a file that can be read anywhere."""
    path = opened.source.path
    if isinstance(path, RemoteFile):
        return io.BufferedReader(opened_anywhere(path, PIECE))
    return os.fdopen(os.dup(opened.descriptor), "rb")
