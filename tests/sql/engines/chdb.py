"""ClickHouse, as chDB: in a process of its own, for a fault of a library this large must not end the tests.

It allows one session, so all tests share it.
"""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import datetime
from typing import Any

from sql.engines.chdb_process import DiedError, Process
from sql.engines.columns import COLUMNS, MOMENTS, rows


class ChDB:
    """The process, from the first use on, and the types of its answers read back."""

    name = "clickhouse"

    def __init__(self) -> None:
        self._process: Process | None = None
        self._table: tuple[str, ...] = ()

    def unavailable(self) -> str | None:
        return None if importlib.util.find_spec("chdb") else "chdb is not installed"

    def load(self, events: list[dict[str, object]], layout: str) -> None:
        declared = ", ".join(f"`{name}` {self._type(name, layout)}" for name in COLUMNS[layout])
        lines = [json.dumps({name: _written(value) for name, value in row.items()}) for row in rows(events, layout)]
        filled = ["INSERT INTO events FORMAT JSONEachRow\n" + "\n".join(lines)] if lines else []
        table = (f"CREATE OR REPLACE TABLE events ({declared}) ENGINE = Memory", *filled)
        self._table = ()
        for statement in table:
            self._answer(statement, "Null")
        self._table = table

    def rows(self, statement: str) -> list[dict[str, object]]:
        answer = self._answer(statement, "JSONCompactEachRowWithNamesAndTypes")
        names, types, *rows = map(json.loads, answer.splitlines() or (b"[]", b"[]"))
        return [{name: _read(value, kind) for name, kind, value in zip(names, types, row, strict=True)} for row in rows]

    def process(self) -> Process:
        """The process; where the last one died, a new one with the same table."""
        if self._process is None:
            self._process = Process()
            for statement in self._table:
                self._answer(statement, "Null")
        return self._process

    def _answer(self, statement: str, form: str) -> bytes:
        try:
            return self.process().answer(statement, form)
        except DiedError:
            self._process = None
            raise

    @staticmethod
    def _type(name: str, layout: str) -> str:
        nullable = layout != "posthog-clickhouse"
        if name in MOMENTS:
            return "DateTime64(6, 'UTC')" if name == "timestamp" else "Nullable(DateTime64(6, 'UTC'))"
        return "Nullable(String)" if nullable else "String"


def _written(value: object) -> object:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def _read(value: Any, type_name: str) -> Any:
    if value is None:
        return None
    if "DateTime" in type_name:
        return datetime.fromisoformat(f"{value}+00:00")
    return int(value) if re.search("Int(64|128|256)", type_name) else value
