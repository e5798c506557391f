"""DuckDB, in this process."""

from __future__ import annotations

import importlib.util
from functools import cached_property
from typing import Any

from sql.engines.columns import COLUMNS, MOMENTS, rows


class DuckDB:
    """One connection to a database in memory."""

    name = "duckdb"

    @cached_property
    def _connection(self) -> Any:
        import duckdb

        connection = duckdb.connect(config={"threads": 1})
        connection.execute("SET TimeZone = 'UTC'")
        return connection

    def unavailable(self) -> str | None:
        return None if importlib.util.find_spec("duckdb") else "duckdb is not installed"

    def load(self, events: list[dict[str, object]], layout: str) -> None:
        import pyarrow as pa

        kinds = {name: pa.timestamp("us", "UTC") if name in MOMENTS else pa.string() for name in COLUMNS[layout]}
        table = pa.Table.from_pylist(list(rows(events, layout)), schema=pa.schema(list(kinds.items())))
        self._connection.register("loaded", table)
        self._connection.execute("CREATE OR REPLACE TABLE events AS SELECT * FROM loaded")
        self._connection.unregister("loaded")

    def rows(self, statement: str) -> list[dict[str, object]]:
        found = self._connection.execute(statement)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
