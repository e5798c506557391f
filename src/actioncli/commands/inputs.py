"""The inputs of a run: its sources, and the files that must not be overwritten."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from actioncli.commands.settings import Settings
from actioncli.errors import ActioncliError
from actioncli.inputs.finding import search
from actioncli.inputs.sources import Source


class Inputs(Struct, frozen=True):
    """The files that a run reads."""

    sources: Sequence[Source]
    files: tuple[str, ...] = ()
    """The actions files."""
    problems: Sequence[str] = ()
    """Why some of the named sources cannot be read."""
    notes: Sequence[str] = ()
    """Notes for the user about the search for sources."""

    def protect(self, outputs: Iterable[Path]) -> None:
        """Raise `ActioncliError` if an output is the same file as an input, under any name."""
        read = {_identity(source.path): source.name for source in self.sources if isinstance(source.path, Path)}
        read |= {_identity(Path(file)): file for file in self.files}
        read.pop(None, None)
        for path in outputs:
            if _identity(path) in read:
                raise ActioncliError(f"{read[_identity(path)]} is an input and cannot be an output")


def inputs_of(settings: Settings, files: Iterable[str] = (), *, awaited: bool = False) -> Inputs:
    """The inputs that the settings name; `files` are the actions files. `awaited`: sources may appear later."""
    found = search(settings.sources, awaited=awaited)
    return Inputs(found.sources, tuple(files), found.complaints, found.said())


def _identity(path: Path) -> tuple[int, int] | None:
    """The identity of a regular file, which all its names share; None for anything else."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None
