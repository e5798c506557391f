"""PostHog's exports as a table in DuckDB: JSON Lines and Parquet, compressed or not, read in place.

Rows that DuckDB would read differently from `stats` are an error; counts are never approximate.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from actioncli.errors import ActioncliError
from actioncli.extras import missing_extra
from actioncli.inputs.containers import container_of
from actioncli.records.partition_columns import partitions_of
from actioncli.sql.layouts import BY_NAME
from actioncli.users import PERSON

LAYOUT = "posthog-clickhouse"
"""The layout that has a column for every field of an export."""

_SECTIONS = ("properties", "person_properties", *(f"group{index}_properties" for index in range(5)))
_TIMES = ("timestamp", "created_at")
_IDS = ("distinct_id", "person_id")
_ELSEWHERE = ("id", "elements", "person", "now", "sent_at")
"""Keys that older exports and the API use instead."""

_ISO = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}(:?\d{2})?)?$"
_LARGEST = 1 << 30
"""The maximum length of a line, in bytes."""


def open_files(paths: Sequence[Path], users: str) -> Any:
    """A connection to DuckDB with the events in the table `events`; raises `ActioncliError` for unsupported rows.

    `users`: what counts as one user, of `users.KINDS`.
    """
    try:
        import duckdb  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise missing_extra("counting in DuckDB", "duckdb") from error
    # Spill to the temporary directory, and do not download extensions.
    spill = Path(tempfile.gettempdir()) / "actioncli-duckdb"
    connection = duckdb.connect(config={"temp_directory": str(spill), "autoinstall_known_extensions": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    try:
        rows = " UNION ALL ".join(_rows(connection, kind, paths) for kind, paths in _by_kind(paths).items())
        connection.execute(f"CREATE TEMP TABLE read_rows AS {rows}")
        _check(connection, (*_TROUBLES, _ELSEWHERE_PERSON) if users == PERSON else _TROUBLES)
        connection.execute(f"CREATE TEMP VIEW events AS SELECT {', '.join(map(_column, _names()))} FROM read_rows")
    except duckdb.Error as error:
        raise ActioncliError(f"DuckDB cannot read this: {_first_line(error)}") from error
    return connection


def rows_of(connection: Any, statement: str) -> list[Mapping[str, Any]]:
    """The result of a statement: a mapping from column name to value for each row."""
    import duckdb  # noqa: PLC0415 - an extra

    try:
        found = connection.execute(statement)
    except duckdb.Error as error:
        raise ActioncliError(f"DuckDB stopped: {_first_line(error)}") from error
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _names() -> list[str]:
    return [column.name for columns in BY_NAME[LAYOUT].columns.values() for column in columns]


def _by_kind(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """The files by kind: `parquet`, or the compression of JSON Lines."""
    kinds: dict[str, list[Path]] = {}
    for path in paths:
        if partitioned := {name for name, _ in partitions_of(str(path))} & {*_names(), *_ELSEWHERE}:
            raise ActioncliError(
                f"--engine duckdb does not read columns from directory names: {path}, {min(partitioned)}"
            )
        try:
            with path.open("rb") as file:
                head = file.read(512)
        except OSError as error:
            raise ActioncliError(f"cannot read {path}: {error.strerror}") from error
        container = container_of(head)
        kind = container.name if container is not None else "none"
        if kind not in ("parquet", "gzip", "zstd", "none"):
            raise ActioncliError(f"{path}: --engine duckdb reads JSON Lines (plain, gzip or zstd) and Parquet")
        kinds.setdefault(kind, []).append(path)
    return kinds


def _rows(connection: Any, kind: str, paths: Sequence[Path]) -> str:
    """A SELECT of all columns, from the files of one kind."""
    files = f"[{', '.join(_quoted(str(path)) for path in paths)}]"
    names = [*_names(), *_ELSEWHERE]
    if kind != "parquet":
        types = ", ".join(f"{_quoted(name)}: '{_json_type(name)}'" for name in names)
        options = f"format = 'newline_delimited', compression = '{kind}', maximum_object_size = {_LARGEST}"
        columns = ", ".join(map(_identifier, names))
        return f"SELECT {columns} FROM read_json({files}, {options}, columns = {{{types}}})"
    source = f"read_parquet({files}, union_by_name = true, hive_partitioning = false)"
    there = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    columns = ", ".join(_parquet_column(name, there) for name in names)
    return f"SELECT {columns} FROM {source}"


def _json_type(name: str) -> str:
    return "JSON" if name in _SECTIONS or name in _IDS or name in ("elements", "person") else "VARCHAR"


def _parquet_column(name: str, there: set[str]) -> str:
    """A Parquet column as text or JSON, as in JSON Lines; null if the files do not have it."""
    value = "NULL"
    if name in there:
        value = _identifier(name)
        if name in _TIMES:
            value = f"strftime(CAST({value} AS TIMESTAMPTZ) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%f+00:00')"
        if name in _IDS:
            value = f"to_json(CAST({value} AS VARCHAR))"
    return f"CAST({value} AS {_json_type(name)}) AS {_identifier(name)}"


def _column(name: str) -> str:
    """A column of the table `events`, from the same column of the rows read."""
    column = _identifier(name)
    if name in _TIMES:
        return f"CAST({column} AS TIMESTAMPTZ) AS {column}"
    if name in _IDS:
        return f"json_extract_string({column}, '$') AS {column}"
    if name in _SECTIONS:
        text = f"json_extract_string({column}, '$')"
        decoded = f"CASE json_type({column}) WHEN 'VARCHAR' THEN TRY_CAST({text} AS JSON) ELSE {column} END"
        return f"CASE json_type({decoded}) WHEN 'OBJECT' THEN {decoded} END AS {column}"
    return column


def _is_plain_id(column: str) -> str:
    """A condition: the text of an id is its text form (semantics 3.3), as that of `5.0` is not."""
    number = f"regexp_matches(CAST({column} AS VARCHAR), '^(0|-?[1-9][0-9]*|true|false)$')"
    return f"coalesce(json_type({column}), 'NULL') IN ('VARCHAR', 'NULL') OR {number}"


_HAS_ELEMENTS = """coalesce(CAST(elements AS VARCHAR), '') NOT IN ('', 'null', '[]', '{}', '""')"""

_TROUBLES = (
    ("event IS NULL", "have no event name"),
    (
        "elements_chain IS NULL AND (properties IS NULL OR uuid IS NULL OR distinct_id IS NULL)",
        "are not events as PostHog exports them",
    ),
    (
        f"coalesce(elements_chain, '') = '' AND ({_HAS_ELEMENTS} OR json_type(properties, '/$elements') = 'ARRAY')",
        "have their elements outside `elements_chain`",
    ),
    ("person_properties IS NULL AND person IS NOT NULL", "have the person's properties outside `person_properties`"),
    ("uuid IS NULL AND id IS NOT NULL", "have their uuid outside `uuid`"),
    (
        "timestamp IS NULL AND coalesce(now, sent_at, json_extract_string(properties, '/timestamp')) IS NOT NULL",
        "have their time outside `timestamp`",
    ),
    (
        " OR ".join(f"NOT ({_is_plain_id(column)})" for column in _IDS),
        "have an id that is neither text nor an integer",
    ),
    (
        " OR ".join(f"NOT coalesce(regexp_matches({column}, '{_ISO}'), TRUE)" for column in _TIMES),
        "have a time in a format that PostHog's exports do not use",
    ),
)
"""Unsupported rows: the condition that finds them, and the message."""


_PERSON = (
    "CASE json_type(person) WHEN 'VARCHAR' THEN TRY_CAST(json_extract_string(person, '$') AS JSON) ELSE person END"
)
_PERSON_ID, _PERSON_UUID = (f"nullif(json_extract_string({_PERSON}, '/{key}'), '')" for key in ("id", "uuid"))
_ELSEWHERE_PERSON = (
    f"coalesce({_PERSON_ID}, {_PERSON_UUID}) IS NOT NULL AND coalesce(json_extract_string(person_id, '$'), '') = ''",
    "have the person's id outside `person_id`",
)
"""The same for rows with a person's id, if persons are counted."""


def _check(connection: Any, troubles: Sequence[tuple[str, str]]) -> None:
    """Raise `ActioncliError` for rows that DuckDB would count differently from `stats`."""
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition, _ in troubles)
    (found,) = connection.execute(f"SELECT {counts} FROM read_rows").fetchall()
    for count, (_, trouble) in zip(found, troubles, strict=True):
        if count:
            raise ActioncliError(f"--engine duckdb reads only PostHog's exports: {count:,} of the rows {trouble}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
