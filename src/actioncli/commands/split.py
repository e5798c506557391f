"""`match --split DIR`: a JSON Lines file for each action."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from actioncli.errors import ActioncliError

UNMATCHED = "unmatched"
LONGEST = 200
"""The most bytes of the stem of a file name; file systems allow 255 for the whole name."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
"""Characters that some file system does not allow in a name."""


def file_names(actions: Sequence[str]) -> dict[str, str]:
    """A file name for each action: its name made safe, with a number if two would be the same file."""
    used = {f"{UNMATCHED}.jsonl"}
    names = {}
    for action in actions:
        stem = _UNSAFE.sub("_", action).encode()[:LONGEST].decode("utf-8", "ignore").strip(" .") or "_"
        name, number = f"{stem}.jsonl", 1
        while name.casefold() in used:
            number += 1
            name = f"{stem} {number}.jsonl"
        used.add(name.casefold())
        names[action] = name
    return names


class SplitFiles:
    """The files of a directory, one for each action; empty if nothing matched.

    A file is opened for each block of lines and closed again, because a process can open only so many files.
    """

    def __init__(self, directory: Path, actions: Sequence[str], unmatched: bool) -> None:
        self._directory = directory
        self._names: dict[str | None, str] = {None: f"{UNMATCHED}.jsonl"} if unmatched else {}
        self._names.update(file_names(actions))
        self.paths = [directory / name for name in self._names.values()]

    def create(self) -> None:
        """Create or truncate every file."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            for path in self.paths:
                path.write_bytes(b"")
        except OSError as error:
            raise self._trouble(error) from error

    def write(self, by_action: Mapping[str | None, Sequence[bytes]]) -> None:
        """Append lines to the files of their actions."""
        try:
            for action, lines in by_action.items():
                with (self._directory / self._names[action]).open("ab") as file:
                    file.writelines(lines)
        except OSError as error:
            raise self._trouble(error) from error

    def _trouble(self, error: OSError) -> ActioncliError:
        return ActioncliError(f"cannot write to {self._directory}: {error.strerror}")
