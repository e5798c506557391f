"""The databases that the tests of this directory run statements on."""

from __future__ import annotations

from sql.engines import Engine
from sql.engines.chdb import ChDB
from sql.engines.duckdb import DuckDB

ENGINES: tuple[Engine, ...] = (DuckDB(), ChDB())
"""One of each for all tests: chDB allows a single session."""
