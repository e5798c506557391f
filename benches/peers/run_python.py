"""Runs a Python program (Polars, orjson): `run_python.py PROGRAM SOURCE`."""

import sys
from pathlib import Path

program, source = sys.argv[1:]
if Path(source).is_dir():
    source += "/*.jsonl"
exec(compile(Path(program).read_text(encoding="utf-8").replace("{source!r}", repr(source)), program, "exec"))
