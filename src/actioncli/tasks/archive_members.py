"""Archives as their members, and what there is to tell of them.

Loaded by the run that meets one: few logs are archives, and Python's modules for them are slow to import.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import IO

from actioncli.errors import ActioncliError
from actioncli.inputs.archives import LeftOut, Member, tar_members, zip_members
from actioncli.inputs.opening import open_source
from actioncli.inputs.remote.files import RemoteFile
from actioncli.inputs.sources import Source, UnreadableSource, left_out_note
from actioncli.inputs.streams import Opened
from actioncli.tasks.task import PIECE, FailedTask, NoteTask, Task, opened_anywhere


def in_archive(opened: Opened, entries: slice = slice(None)) -> Iterator[Member | Task]:
    """The members of an archive that hold events by their names, or of some of its entries; then what there is to tell.

    A member is read before the next one is asked for.

    Raises:
        UnreadableSource: a zip archive that is no plain file.

    """
    name, left_out, found = opened.source.name, LeftOut([]), False
    for member in _members(opened, left_out, entries):
        found = True
        yield member
    if left_out.names:
        yield NoteTask(name, left_out_note(left_out.names))
    if not found:
        yield FailedTask(name, f"{name}: the archive holds no events")


def is_zip(source: Source) -> bool:
    """Whether a file is a zip archive, whose members can be read apart; not if it cannot be read."""
    try:
        with open_source(source) as opened:
            return opened.content == "zip" and opened.mappable
    except ActioncliError:
        return False


def members_of(source: Source) -> Iterator[Member | Task]:
    """The members of a zip archive, to be read elsewhere, and what there is to tell of it."""
    try:
        with open_source(source) as opened:
            yield from in_archive(opened)
    except ActioncliError as error:
        yield FailedTask(source.name, str(error))


def _members(opened: Opened, left_out: LeftOut, entries: slice) -> Iterator[Member]:
    name = opened.source.name
    if opened.content == "tar":
        yield from tar_members(name, opened.reader, left_out)
        return
    if not opened.mappable or opened.source.path is None:
        raise UnreadableSource(
            f"{name}: looks like a zip archive, which is read only as a plain file, "
            "not from a pipe or packed again: unpack it first, or pipe `unzip -p` into this command"
        )
    with _again(opened) as file:
        yield from zip_members(name, file, left_out, entries)


def _again(opened: Opened) -> IO[bytes]:
    """An open source as a file that can be read anywhere."""
    path = opened.source.path
    if isinstance(path, RemoteFile):
        return io.BufferedReader(opened_anywhere(path, PIECE))
    return os.fdopen(os.dup(opened.descriptor), "rb")
