"""Reads Parquet with pyarrow (the extra `parquet`), by row group, and only the columns that are needed.

Text columns with JSON, such as `properties` of PostHog, are parsed; times become ISO 8601.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from actioncli.errors import ActioncliError
from actioncli.extras import missing_extra
from actioncli.formats.arrow_values import values_of
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.records.rows import LateDamage, RowBatch, rows_of

ROWS = 256
"""The number of rows to convert at once."""


def _opened(name: str, path: Path | RemoteFile) -> Any:
    try:
        from pyarrow import ArrowException, parquet  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise missing_extra(f"{name}: reading Parquet", "parquet") from error
    try:
        if isinstance(path, RemoteFile):
            from actioncli.inputs.remote.seeking import open_ranges  # noqa: PLC0415 - an extra, and slow to import

            # The columns of a row group are adjacent, and are fetched together.
            return parquet.ParquetFile(open_ranges(path, 0), pre_buffer=True)
        return parquet.ParquetFile(path)
    except (ArrowException, OSError) as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: BaseException) -> ActioncliError:
    reason = str(error).split("\n", 1)[0][:200]
    return ActioncliError(f"{name}: the Parquet file is cut off or damaged: {reason}")


def row_groups(name: str, path: Path | RemoteFile) -> list[int]:
    """The compressed size of each row group in bytes."""
    with _opened(name, path) as file:
        return [file.metadata.row_group(index).total_byte_size for index in range(file.num_row_groups)]


def row_group(name: str, path: Path | RemoteFile, group: int, *, as_asked: bool) -> Iterator[RowBatch]:
    """The rows of a row group; `as_asked`: read columns only when they are accessed.

    The file stays open as long as rows exist that may read more columns.
    """
    file = _opened(name, path)
    names = tuple(file.schema_arrow.names)
    # A dotted name would be read as a prefix of others.
    apart = as_asked and len(set(names)) == len(names) and not any("." in one for one in names)
    streams = [Stream(file, group, one) for one in names] if apart else [Stream(file, group, None)] * len(names)
    rows = file.metadata.row_group(group).num_rows
    for number in range(-(-rows // ROWS)):
        cells = ArrowCells(name, number, streams, apart)
        if not apart:
            for place in range(len(names)):
                cells.column(place)
        count = min(ROWS, rows - number * ROWS)
        yield rows_of(names, cells, range(count), count)


class Stream:
    """One or all columns of a row group, read in batches of rows, or again from the first.

    Its state is the current position.
    """

    def __init__(self, file: Any, group: int, name: str | None) -> None:
        self._file, self._group, self._name = file, group, name
        self._number = -1
        self._stretches: Iterator[Any] = iter(())
        self._stretch: Any = None

    def stretch(self, number: int) -> Any:
        """The columns of a batch of rows."""
        if self._number < 0 or number < self._number:
            columns = None if self._name is None else [self._name]
            self._stretches = self._file.iter_batches(ROWS, [self._group], columns, use_threads=False)
            self._number = -1
        while self._number < number:
            self._stretch = next(self._stretches)
            self._number += 1
        return self._stretch


class ArrowCells:
    """The cells of a batch of rows. A column is converted when it is accessed."""

    def __init__(self, name: str, number: int, streams: Sequence[Stream], apart: bool) -> None:
        self._name, self._number, self._streams, self._apart = name, number, streams, apart
        self._columns: dict[int, Sequence[Any]] = {}

    def column(self, place: int) -> Sequence[Any]:
        """The JSON values of a column."""
        found = self._columns.get(place)
        if found is None:
            from pyarrow import ArrowException  # noqa: PLC0415 - an extra

            try:
                stretch = self._streams[place].stretch(self._number)
            except (ArrowException, OSError, ActioncliError) as error:
                damaged = error if isinstance(error, ActioncliError) else _damaged(self._name, error)
                raise (LateDamage(str(damaged)) if self._apart else damaged) from error
            found = self._columns[place] = values_of(stretch.column(0 if self._apart else place))
        return found
