"""Programs that print the events of one action as they stand in the input: sign-up clicks, as `actions/one.yaml` has them.

A literal keeps the other lines from being parsed, as an expert would see to.
"""

from __future__ import annotations

TEXT = 'text="Sign Up( Now)?"'

DUCKDB = f"""COPY (
SELECT line FROM read_csv('{{source}}', columns = {{line: 'VARCHAR'}}, delim = '', header = false, quote = '', escape = '',
                          auto_detect = false, max_line_size = 134217728)
WHERE contains(line, '"event":"$autocapture"') AND contains(line, 'text=\\"Sign Up')
  AND json_extract_string(line, '$.event') = '$autocapture'
  AND regexp_matches(json_extract_string(line, '$.elements_chain'), '{TEXT}')
) TO '/dev/stdout' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\\x01')"""

CHDB = f"""SELECT line FROM file('{{source}}', LineAsString)
WHERE position(line, '"event":"$autocapture"') > 0 AND position(line, 'text=\\\\"Sign Up') > 0
  AND JSONExtractString(line, 'event') = '$autocapture' AND match(JSONExtractString(line, 'elements_chain'), '{TEXT}')"""

POLARS = f"""import sys
import polars as pl
line = pl.first()
found = pl.scan_lines({{source!r}}).filter(
    line.str.contains('"event":"$autocapture"', literal=True) & line.str.contains('text=\\\\"Sign Up', literal=True)
).filter(
    (line.str.json_path_match("$.event") == "$autocapture") & line.str.json_path_match("$.elements_chain").str.contains('{TEXT}')
).collect(engine="streaming")
sys.stdout.write("\\n".join(found.to_series()) + "\\n")
"""

ORJSON = f"""import re, sys
from orjson import loads
out, found = sys.stdout.buffer.write, re.compile('{TEXT}').search
with open({{source!r}}, "rb") as lines:
    for line in lines:
        if b'"event":"$autocapture"' in line and b'text=\\\\"Sign Up' in line:
            event = loads(line)
            if event["event"] == "$autocapture" and found(event["elements_chain"]):
                out(line)
"""

JQ = f"""select(.event == "$autocapture" and (.elements_chain | test("{TEXT.replace('"', chr(92) + '"')}")))"""
RG = r"""rg -N '"event":"\$autocapture".*[^_]text=\\"Sign Up( Now)?\\"' {source}"""
