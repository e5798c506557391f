"""Runs a DuckDB program: `run_duckdb.py PROGRAM SOURCE`; prints its rows as JSON, or what it copies to stdout."""

import json
import sys
from pathlib import Path

import duckdb

program, source = sys.argv[1:]
compression = "gzip" if source.endswith(".gz") else "zstd" if source.endswith(".zst") else "none"
if Path(source).is_dir():
    source += "/*.jsonl"
query = Path(program).read_text(encoding="utf-8").replace("{source}", source).replace("{compression}", compression)
connection = duckdb.connect()
connection.execute("SET preserve_insertion_order = " + ("true" if query.startswith("COPY") else "false"))
connection.execute("SET enable_progress_bar = false")
if query.startswith("COPY"):
    connection.execute(query)
else:
    print(json.dumps([row for (row,) in connection.execute(query).fetchall()]))
