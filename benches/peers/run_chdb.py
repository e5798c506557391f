"""Runs a chDB program: `run_chdb.py PROGRAM SOURCE`; prints its rows as JSON, or the lines it selects."""

import json
import sys
from pathlib import Path

import chdb

program, source = sys.argv[1:]
query = (
    Path(program)
    .read_text(encoding="utf-8")
    .replace("{source}", source + "/*.jsonl" if Path(source).is_dir() else source)
)
query += " SETTINGS input_format_skip_unknown_fields = 1, input_format_json_read_bools_as_strings = 1, input_format_json_read_numbers_as_strings = 1"
if query.startswith("SELECT line"):
    sys.stdout.buffer.write(chdb.query(query, "TSVRaw").bytes())
else:
    print(json.dumps([json.loads(line)["row"] for line in chdb.query(query, "JSONEachRow").bytes().splitlines()]))
