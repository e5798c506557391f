"""Parquet by pyarrow (the extra `parquet`): row groups as chunks of JSON Lines, a row an object.

Columns that hold JSON as text, as PostHog writes `properties`, become that JSON; times become ISO 8601.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from actioncli.errors import ActioncliError
from actioncli.events.chunks import Chunk, Origin
from actioncli.events.forms.columns import as_json, cell_json, object_maker, paths_of
from actioncli.events.remote.files import RemoteFile

ROWS = 256
"""Rows that are converted at once."""


def _opened(name: str, path: Path | RemoteFile) -> Any:
    try:
        from pyarrow import ArrowException, parquet  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise ActioncliError(
            f"{name}: reading Parquet takes the extra `parquet`: pip install 'actioncli[parquet]'"
        ) from error
    try:
        if isinstance(path, RemoteFile):
            from actioncli.events.remote.seeking import open_ranges  # noqa: PLC0415 - an extra, and slow to import

            # The columns of a row group lie side by side: they are fetched together.
            return parquet.ParquetFile(open_ranges(path, 0), pre_buffer=True)
        return parquet.ParquetFile(path)
    except (ArrowException, OSError) as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: BaseException) -> ActioncliError:
    reason = str(error).split("\n", 1)[0][:200]
    return ActioncliError(f"{name}: the Parquet file is cut off or damaged: {reason}")


def row_groups(name: str, path: Path | RemoteFile) -> list[int]:
    """The bytes of each row group, as they are packed."""
    with _opened(name, path) as file:
        return [file.metadata.row_group(index).total_byte_size for index in range(file.num_row_groups)]


def row_group_chunks(name: str, path: Path | RemoteFile, group: int) -> Iterator[Chunk]:
    """The rows of a row group as lines."""
    from pyarrow import ArrowException  # noqa: PLC0415 - an extra

    with _opened(name, path) as file:
        made = object_maker(paths_of(tuple(file.schema_arrow.names)))
        try:
            for batch in file.iter_batches(batch_size=ROWS, row_groups=[group], use_threads=False):
                columns = [_column(batch.column(index)) for index in range(batch.num_columns)]
                lines = [made(row) for row in zip(*columns, strict=True)]
                origin = Origin(range(len(lines)), len(lines))
                yield Chunk(b"".join([line + b"\n" for line in lines]), 0, name, origin=origin)
        except (ArrowException, OSError) as error:
            raise _damaged(name, error) from error


def _column(array: Any) -> list[bytes]:
    """The values of a column as JSON."""
    from pyarrow import compute, types  # noqa: PLC0415 - an extra

    kind = array.type
    if types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    convert: Callable[[Any], bytes]
    if types.is_string(kind) or types.is_large_string(kind):
        convert = cell_json
    elif types.is_timestamp(kind):
        if kind.unit == "ns":  # Python's times have microseconds; what is finer is cut, and never an error
            from pyarrow import timestamp  # noqa: PLC0415 - an extra

            array = compute.cast(array, timestamp("us", kind.tz), safe=False)
        convert = _moment
    else:
        convert = _any
    return [b"null" if value is None else convert(value) for value in array.to_pylist()]


def _moment(moment: datetime) -> bytes:
    return f'"{moment.isoformat()}"'.encode()


def _any(value: Any) -> bytes:
    return as_json(_plain(value))


def _plain(value: Any) -> Any:
    """What JSON has for a value of Arrow's."""
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None  # JSON has neither NaN nor infinities
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, tuple):  # a pair of a map
        return [_plain(inner) for inner in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
