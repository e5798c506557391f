"""The file of `--bad-lines`."""

from __future__ import annotations

from pathlib import Path

from actioncli.errors import ActioncliError


class Quarantine:
    """The file that bad lines are written to. It is unbuffered, so that a full disk is reported at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise self._trouble(error) from error

    def write(self, data: bytes) -> None:
        """Append all of the data."""
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError as error:
            raise self._trouble(error) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _trouble(self, error: OSError) -> ActioncliError:
        return ActioncliError(f"cannot write {self._path}: {error.strerror}")
