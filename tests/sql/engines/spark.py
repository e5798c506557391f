"""Spark, in a Java process of its own: one session for all tests, which takes some seconds to begin."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sql.engines.columns import COLUMNS, MOMENTS, rows

OLDEST_JAVA = 17
"""What Spark 4 asks for."""

SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "OFF",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.session.timeZone": "America/St_Johns",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Small, quiet and reached by nobody; compiling Java would take longer than a hundred rows do.

And half an hour off: no statement may lean on the session's zone.
"""


class Spark:
    """The session, in local mode."""

    name = "spark"

    @cached_property
    def _session(self) -> Any:
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[1]").appName("actioncli")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        atexit.register(session.stop)
        return session

    def unavailable(self) -> str | None:
        if importlib.util.find_spec("pyspark") is None:
            return "pyspark is not installed"
        version = java_version()
        if version is None:
            return "there is no Java here"
        return None if version >= OLDEST_JAVA else f"Spark needs Java {OLDEST_JAVA} or newer, and this is {version}"

    def load(self, events: list[dict[str, object]], layout: str) -> None:
        declared = ", ".join(f"`{name}` {'timestamp' if name in MOMENTS else 'string'}" for name in COLUMNS[layout])
        table = [tuple(row.values()) for row in rows(events, layout)]
        self._session.createDataFrame(table, declared).createOrReplaceTempView("events")

    def rows(self, statement: str) -> list[dict[str, object]]:
        found = self._session.sql(statement)
        return [{name: _read(value) for name, value in row.asDict().items()} for row in found.collect()]


@functools.cache
def java_version() -> int | None:
    """The major version of the Java that Spark would take: that of JAVA_HOME, else the one on the path."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        return None
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(match[1]) if match else None


def _read(value: object) -> object:
    """Spark's moments are datetimes in the zone of this machine, without saying so."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value
