"""Archives cut into tasks: each member is a source of its own, read one after another, or by several workers.

Apart from `reading`, since few logs are archives and Python's modules for them are slow to import.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

from actioncli.errors import ActioncliError
from actioncli.events.archives import LeftOut, Member, tar_members, zip_members
from actioncli.events.containers import Opened, UnreadableSource, open_member, open_plain
from actioncli.events.reading import explained
from actioncli.events.remote.files import RemoteFile
from actioncli.events.sources import Source, left_out_note
from actioncli.events.tasks import CHUNK, PIECE, SPAN, FailedTask, NoteTask, Task, opened_anywhere

_NESTED = 2
"""How deep archives are read that lie in archives."""


def tasks_of_archive(opened: Opened, span: int, chunk: int, depth: int) -> Iterator[Task | None]:
    """The tasks of an archive's members, and a note of those that were left out."""
    name, left_out = opened.source.name, LeftOut([])
    if depth >= _NESTED:
        raise UnreadableSource(f"{name}: archives are nested too deeply")
    found = False
    for member in _opened_members(opened, left_out):
        found = True
        yield from explained(member.name, partial(open_member, member.name, member.blocks), span, chunk, depth + 1)
    yield from _ending(name, left_out, found)


def _ending(name: str, left_out: LeftOut, found: bool) -> Iterator[Task]:
    """What there is to tell of an archive when its members are known."""
    if left_out.names:
        yield NoteTask(name, left_out_note(left_out.names))
    if not found:
        yield FailedTask(name, f"{name}: the archive holds no events")


def is_zip(source: Source) -> bool:
    """Whether a file is a zip archive, whose members can be read apart; not if it cannot be read."""
    try:
        with open_plain(source) as opened:
            return opened.content == "zip" and opened.mappable
    except ActioncliError:
        return False


def members_of(source: Source) -> Iterator[Member | Task]:
    """The members of a zip archive, to be read elsewhere, and what there is to tell of it."""
    left_out, found = LeftOut([]), False
    try:
        with open_plain(source) as opened:
            for member in _opened_members(opened, left_out):
                found = True
                yield member
        yield from _ending(source.name, left_out, found)
    except ActioncliError as error:
        yield FailedTask(source.name, str(error))


def tasks_of_members(source: Source, entries: slice) -> Iterator[Task | None]:
    """The tasks of the members among some entries of a zip archive."""
    try:
        with open_plain(source) as opened:
            for member in _opened_members(opened, LeftOut([]), entries):
                yield from explained(member.name, partial(open_member, member.name, member.blocks), SPAN, CHUNK, 1)
    except ActioncliError as error:
        yield FailedTask(source.name, str(error))


def _opened_members(opened: Opened, left_out: LeftOut, entries: slice = slice(None)) -> Iterator[Member]:
    name = opened.source.name
    if opened.content == "tar":
        yield from tar_members(name, opened.reader, left_out)
        return
    if not opened.mappable or opened.source.path is None:
        raise UnreadableSource(
            f"{name}: looks like a zip archive, which is read only as a plain file, "
            "not from a pipe or packed again: unpack it first, or pipe `unzip -p` into this command"
        )
    with _again(opened, opened.source.path) as file:
        yield from zip_members(name, file, left_out, entries)


def _again(opened: Opened, path: Path | RemoteFile) -> IO[bytes]:
    """An open source as a file that can be read anywhere."""
    if not isinstance(path, RemoteFile):
        return os.fdopen(os.dup(opened.descriptor), "rb")
    return io.BufferedReader(opened_anywhere(path, PIECE))
