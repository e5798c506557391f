"""Finds the sources that the arguments of a command name: files, globs, directories, addresses and `-`.

It reads nothing, except the first bytes of files without an extension in directories.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from actioncli.errors import ActioncliError
from actioncli.inputs.remote.stores import RemoteFile, is_address
from actioncli.inputs.sources import STANDARD_INPUT, Found, Source, holds_events, shown_name


def find_sources(arguments: Sequence[str]) -> tuple[list[Source], list[str]]:
    """The sources of the arguments in order, and the problems of the others."""
    found = search(arguments)
    return found.sources, found.complaints


def search(arguments: Sequence[str], *, awaited: bool = False) -> Found:
    """As `find_sources`, but also returns the skipped files.

    A file is read once, however often and by whatever names, globs and directories the arguments lead to it:
    overlapping globs must not count events twice.
    To read one twice, pipe it in twice.
    `awaited`: missing files, empty directories and globs without files are not problems, since files may appear later.
    """
    found = Found()
    seen: set[str] = set()
    for argument in arguments:
        for source in _sources_of(argument, found, awaited):
            identity = _identity(source)
            if identity not in seen:
                seen.add(identity)
                found.sources.append(source)
    return found


def _identity(source: Source) -> str:
    """The identity of a source, independent of its names."""
    if isinstance(source.path, RemoteFile):
        return source.path.address
    return os.path.realpath(source.path) if source.path else "-"


def _sources_of(argument: str, found: Found, awaited: bool) -> Iterator[Source]:
    """The sources of one argument. Problems are added to `found`."""
    if argument == "-":
        yield Source(STANDARD_INPUT, None)
    elif is_address(argument):
        from actioncli.inputs.remote.listing import sources_at  # noqa: PLC0415 - an extra, and slow to import

        yield from sources_at(argument, found)
    elif not argument:
        found.complaints.append("no such file: '' (an empty name)")
    elif not glob.has_magic(argument) or os.path.lexists(argument):
        path = Path(argument)
        if awaited and not os.path.lexists(path):
            yield Source(shown_name(argument), path)
        else:
            yield from _sources_at(path, found, awaited)
    else:
        paths = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 - Path.glob does not accept absolute patterns
        if not paths and not awaited:
            found.complaints.append(f"pattern matches nothing: {shown_name(argument)}")
        # `**` names a directory and what is in it: the files alone say it all, and a directory of none says nothing.
        files = [Path(path) for path in paths if not os.path.isdir(path)]  # noqa: PTH112 - that of Path raises
        for path in files or map(Path, paths):
            yield from _sources_at(path, found, awaited)


def _sources_at(path: Path, found: Found, awaited: bool = False) -> Iterator[Source]:
    """A file as a source, with any name; for a directory, its files whose names look like event logs."""
    name = shown_name(str(path))
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        link = " (a broken link)" if path.is_symlink() else ""
        found.complaints.append(f"no such file: {name}{link}")
        return
    except OSError as error:
        found.complaints.append(f"{_reason(error)}: {name}")
        return
    if not os.access(path, os.R_OK):
        found.complaints.append(f"permission denied: {name}")
    elif not stat.S_ISDIR(mode):
        _note_table(path.parent, found)
        yield Source(name, path)
    else:
        _note_table(path.parent, found)
        complaints = len(found.complaints)
        sources = list(_sources_below(path, found))
        if not sources and len(found.complaints) == complaints and not awaited:
            found.complaints.append(f"no event files in directory: {name}")
        yield from sources


def _sources_below(directory: Path, found: Found) -> Iterator[Source]:
    """The event logs below a directory, sorted. Links to directories are not followed, since they may form loops."""

    def complain(error: OSError) -> None:
        found.complaints.append(f"{_reason(error)}: {shown_name(str(error.filename))}")

    paths: list[Path] = []
    for parent, directories, names in os.walk(directory, onerror=complain):
        if not _TABLES.isdisjoint(directories) and (live := _of_table(Path(parent), directories, found)) is not None:
            paths += live
            directories.clear()
            continue
        directories[:] = [name for name in directories if not name.startswith(".")]
        paths += [Path(parent, name) for name in names if not name.startswith(".")]
    for path in sorted(paths):
        name = shown_name(str(path))
        try:
            is_file = stat.S_ISREG(path.stat().st_mode)
        except PermissionError as error:  # a directory that can be listed but not entered
            complain(error)
            continue
        except OSError:
            continue  # a broken link
        if not is_file:
            continue  # a socket, or a pipe (which would block)
        if not os.access(path, os.R_OK):
            found.complaints.append(f"permission denied: {name}")
        elif holds_events(path, partial(_head, path)):
            yield Source(name, path)
        else:
            found.left_out.append(name)


_TABLES = frozenset(("_delta_log", ".hoodie", "metadata"))
"""Directories that are part of a table with a log."""


def _of_table(directory: Path, inner: Sequence[str], found: Found) -> list[Path] | None:
    """The current files of a directory that is a table with a log; None if it is not."""
    from actioncli.inputs.lakehouse import kind_of_table, live_files, refusal  # noqa: PLC0415 - few directories are

    name = shown_name(str(directory))
    kind = kind_of_table(directory, inner)
    try:
        if kind == "Delta":
            return live_files(directory, name)
    except ActioncliError as error:
        found.complaints.append(str(error))
        return []
    if kind:
        found.complaints.append(refusal(name, kind))
        return []
    return None


def _note_table(directory: Path, found: Found) -> None:
    """Add a note if a named file is in a table with a log, which is then not read."""
    while "=" in directory.name or directory.name == "data":
        directory = directory.parent
    marks = [mark for mark in _TABLES if (directory / mark).is_dir()]
    if not marks:
        return
    from actioncli.inputs.lakehouse import kind_of_table, part_note  # noqa: PLC0415 - few directories are

    kind = kind_of_table(directory, marks)
    note = part_note(shown_name(str(directory)), kind) if kind else ""
    if note and note not in found.notes:
        found.notes.append(note)


def _head(path: Path) -> bytes:
    """The first bytes of a file. If it is unreadable, "{", so that opening it fails later with a proper error."""
    try:
        with path.open("rb") as file:
            return file.read(512)
    except OSError:
        return b"{"


def _reason(error: OSError) -> str:
    """Why a file cannot be read, as the beginning of a message."""
    return "permission denied" if isinstance(error, PermissionError) else (error.strerror or "cannot be read").lower()
