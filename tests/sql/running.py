"""The databases that the tests of this directory run statements on."""

from __future__ import annotations

from sql.engines import Engine
from sql.engines.chdb import ChDB
from sql.engines.duckdb import DuckDB
from sql.engines.postgres import Postgres
from sql.engines.spark import Spark

ENGINES: tuple[Engine, ...] = (DuckDB(), ChDB(), Postgres(), Spark())
"""One of each for all tests: chDB allows a single session, and Spark takes seconds to begin one."""
