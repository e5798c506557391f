"""The dialects, each in a module of its own."""

from __future__ import annotations

from actioncli.sql.dialect import Speech
from actioncli.sql.dialects.bigquery import BigQuery
from actioncli.sql.dialects.clickhouse import ClickHouse
from actioncli.sql.dialects.duckdb import DuckDB
from actioncli.sql.dialects.postgres import Postgres
from actioncli.sql.dialects.redshift import Redshift
from actioncli.sql.dialects.snowflake import Snowflake
from actioncli.sql.dialects.spark import Databricks, Spark
from actioncli.sql.dialects.trino import Trino

SPEECHES: tuple[Speech, ...] = (
    DuckDB(),
    ClickHouse(),
    Postgres(),
    Spark(),
    Databricks(),
    Trino(),
    BigQuery(),
    Snowflake(),
    Redshift(),
)
"""Every dialect, in the order of the reference."""
