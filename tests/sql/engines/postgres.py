"""PostgreSQL, on a server that the tests start and stop."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sql.engines import postgres_server
from sql.engines.columns import COLUMNS, MOMENTS, rows

JSON_COLUMNS = {"posthog-postgres": ("properties", "elements")}
"""What PostHog itself makes `jsonb`; where others load an export, JSON is text."""


class Postgres:
    """One connection to a server of its own, and to a database that was created with the options."""

    name = "postgres"

    def __init__(self, options: str = "") -> None:
        self._options = options

    @cached_property
    def _server(self) -> postgres_server.Server:
        directory = postgres_server.binaries()
        assert directory is not None
        return postgres_server.start(directory, self._options)

    @cached_property
    def _connection(self) -> Any:
        import psycopg

        return psycopg.connect(self._server.address(), autocommit=True)

    def close(self) -> None:
        """Ends the server; who does not ask for it has it for as long as the tests run."""
        self._connection.close()
        self._server.stop()

    def unavailable(self) -> str | None:
        if importlib.util.find_spec("psycopg") is None:
            return "psycopg is not installed"
        return None if postgres_server.binaries() else "there is no PostgreSQL server (initdb, postgres) here"

    def load(self, events: list[dict[str, object]], layout: str) -> None:
        names = COLUMNS[layout]
        declared = ", ".join(f'"{name}" {self._type(name, layout)}' for name in names)
        self._connection.execute(f"DROP TABLE IF EXISTS events CASCADE; CREATE TABLE events ({declared})")
        places = ", ".join("%s" for _ in names)
        with self._connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO events VALUES ({places})", [list(row.values()) for row in rows(events, layout)]
            )

    def rows(self, statement: str) -> list[dict[str, object]]:
        found = self._connection.execute(statement)
        names = [column.name for column in found.description or ()]
        return [dict(zip(names, map(_read, row), strict=True)) for row in found] if names else []

    @staticmethod
    def _type(name: str, layout: str) -> str:
        if name in MOMENTS:
            return "timestamptz"
        return "jsonb" if name in JSON_COLUMNS.get(layout, ()) else "text"


def _read(value: object) -> object:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
