"""The dialects, one module each."""

from __future__ import annotations

from actioncli.sql.dialect import Dialect
from actioncli.sql.dialects.bigquery import BigQuery
from actioncli.sql.dialects.clickhouse import ClickHouse
from actioncli.sql.dialects.duckdb import DuckDB
from actioncli.sql.dialects.postgres import Postgres
from actioncli.sql.dialects.spark import Databricks, Spark

DIALECTS: tuple[Dialect, ...] = (
    DuckDB(),
    ClickHouse(),
    Postgres(),
    Spark(),
    Databricks(),
    BigQuery(),
)
"""Every dialect, in the order of docs/sql.md."""
