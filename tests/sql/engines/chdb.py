"""ClickHouse, in this process: chDB allows one session, so all tests share it."""

from __future__ import annotations

import atexit
import importlib.util
import json
import re
from datetime import datetime
from functools import cached_property
from typing import Any

from sql.engines.columns import COLUMNS, MOMENTS, rows


class ChDB:
    """The session, and the types of its answers read back."""

    name = "clickhouse"

    @cached_property
    def _session(self) -> Any:
        from chdb.session import Session

        session = Session()
        atexit.register(session.close)
        return session

    def unavailable(self) -> str | None:
        return None if importlib.util.find_spec("chdb") else "chdb is not installed"

    def load(self, events: list[dict[str, object]], layout: str) -> None:
        declared = ", ".join(f"`{name}` {self._type(name, layout)}" for name in COLUMNS[layout])
        self._session.query(f"CREATE OR REPLACE TABLE events ({declared}) ENGINE = Memory")
        lines = [json.dumps({name: _written(value) for name, value in row.items()}) for row in rows(events, layout)]
        if lines:
            self._session.query("INSERT INTO events FORMAT JSONEachRow\n" + "\n".join(lines))

    def rows(self, statement: str) -> list[dict[str, object]]:
        answer = self._session.query(statement, "JSONCompactEachRowWithNamesAndTypes").bytes()
        names, types, *rows = map(json.loads, answer.splitlines() or (b"[]", b"[]"))
        return [{name: _read(value, kind) for name, kind, value in zip(names, types, row, strict=True)} for row in rows]

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
