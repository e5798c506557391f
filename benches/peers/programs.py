"""Whole programs for the peers: the counts of every action, its users, and when it was first and last seen.

Each prints rows `[action's number, events, users, first, last]`; what differs is what an expert of each would write.
`{source}` stands for the file until the program is run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benches.peers.dialects import ClickHouse, Dialect, DuckDB, Jq, Polars, Python
from benches.peers.wanted import Column, Node, Wanted

FEW = 8
"""Up to so many actions, an aggregate per action beats a list of the actions that each event meets (measured)."""
Branches = list[tuple[str | None, list[tuple[int, Node]]]]


def branches(actions: Sequence[Wanted]) -> Branches:
    """For each event name the actions that can still match, and for all other names those that ask for none."""
    names = sorted({name for action in actions for name in action.names() or ()})
    return [
        (
            name,
            [
                (number, action.given(name))
                for number, action in enumerate(actions)
                if (of := action.names()) is None or name in of or any(case.names is None for case in action.cases)
            ],
        )
        for name in (*names, None)
    ]


def columns_by_table(dialect: Dialect) -> dict[str, list[Column]]:
    """The columns that the program asks for, and those that every one needs."""
    tables: dict[str, list[Column]] = {"": [Column("", "event"), Column("", "distinct_id"), Column("", "timestamp")]}
    for column in sorted(dialect.columns, key=lambda column: (column.table, column.key, column.kind)):
        if column not in tables.setdefault(column.table, []):
            tables[column.table].append(column)
    return tables


def duckdb(actions: Sequence[Wanted]) -> str:
    """A projected schema; few actions as filtered aggregates, many as a list per event, chosen by its name."""
    dialect = DuckDB()
    if len(actions) <= FEW:
        # Boolean columns first: each test is asked once, not once per aggregate.
        tests = [dialect.render(action.node()) for action in actions]
        booleans = ", ".join(f"{test} AS a{number}" for number, test in enumerate(tests))
        rows = ", ".join(
            f"[{number}::VARCHAR, (count(*) FILTER (WHERE a{number}))::VARCHAR, "
            f"(count(DISTINCT distinct_id) FILTER (WHERE a{number}))::VARCHAR, "
            f"min(timestamp) FILTER (WHERE a{number}), max(timestamp) FILTER (WHERE a{number})]"
            for number in range(len(tests))
        )
        anything = " OR ".join(f"a{number}" for number in range(len(tests)))
        inner = f"SELECT distinct_id, timestamp, {booleans} FROM {_duckdb_source(dialect)}"
        return f"WITH tested AS ({inner}) SELECT unnest([{rows}]) FROM tested WHERE {anything}"
    lists = _by_name(branches(actions), dialect, lambda number, test: f"CASE WHEN {test} THEN {number} END")
    whens = " ".join(f"WHEN {dialect.text(name)} THEN [{items}]" for name, items in lists if name is not None)
    rest = next(f"[{items}]::INTEGER[]" for name, items in lists if name is None)
    found = f"CASE event {whens} ELSE {rest} END" if whens else rest
    inner = f"SELECT distinct_id, timestamp, unnest({found}) AS action"
    return (
        f"WITH hits AS ({inner} FROM {_duckdb_source(dialect)}), "
        "of_users AS (SELECT action, distinct_id, count(*) AS events, min(timestamp) AS first, max(timestamp) AS last "
        "FROM hits WHERE action IS NOT NULL GROUP BY action, distinct_id) "
        "SELECT [action::VARCHAR, sum(events)::VARCHAR, count(*)::VARCHAR, min(first), max(last)] "
        "FROM of_users GROUP BY action"
    )


def _duckdb_source(dialect: Dialect) -> str:
    kinds = {"text": "VARCHAR", "number": "DOUBLE", "boolean": "BOOLEAN"}
    tables = columns_by_table(dialect)
    columns = [f"{column.key}: 'VARCHAR'" for column in tables.pop("")]
    for table, members in tables.items():
        struct = ", ".join(f'"{column.key}" {kinds[column.kind]}' for column in members)
        columns.append(f"{table}: 'STRUCT({struct})'")
    listed = ", ".join(columns)
    return (
        f"read_json('{{source}}', format='newline_delimited', columns={{{listed}}}, maximum_object_size=134217728, "
        "compression='{compression}')"
    )


def _by_name(found: Branches, dialect: Dialect, item: Callable[[int, str], str]) -> list[tuple[str | None, str]]:
    return [(name, ", ".join(item(number, dialect.render(node)) for number, node in tests)) for name, tests in found]


def chdb(actions: Sequence[Wanted]) -> str:
    """The same in ClickHouse's words: combinators for few actions, `arrayJoin` for many."""
    dialect = ClickHouse()
    if len(actions) <= FEW:
        tests = [dialect.render(action.node()) for action in actions]
        booleans = ", ".join(f"ifNull({test}, false) AS a{number}" for number, test in enumerate(tests))
        rows = ", ".join(
            f"['{number}', toString(countIf(a{number})), toString(uniqExactIf(distinct_id, a{number})), "
            f"minIf(timestamp, a{number}), maxIf(timestamp, a{number})]"
            for number in range(len(tests))
        )
        inner = f"SELECT distinct_id, timestamp, {booleans} FROM {_chdb_source(dialect)}"
        return f"SELECT arrayJoin([{rows}]) AS row FROM ({inner})"
    lists = _by_name(branches(actions), dialect, lambda number, test: f"if(ifNull({test}, false), {number + 1}, 0)")
    whens = ", ".join(f"event = {dialect.text(name)}, [{items}]" for name, items in lists if name is not None)
    rest = next(f"[{items or '0'}]" for name, items in lists if name is None)
    found = f"multiIf({whens}, {rest})" if whens else rest
    inner = f"SELECT distinct_id, timestamp, arrayJoin({found}) AS action FROM {_chdb_source(dialect)}"
    row = "[toString(action - 1), toString(count()), toString(uniqExact(distinct_id)), min(timestamp), max(timestamp)]"
    return f"SELECT {row} AS row FROM ({inner}) WHERE action != 0 GROUP BY action"


def _chdb_source(dialect: Dialect) -> str:
    kinds = {"text": "Nullable(String)", "number": "Nullable(Float64)", "boolean": "Nullable(Bool)"}
    tables = columns_by_table(dialect)
    columns = [f"{column.key} String" for column in tables.pop("")]
    for table, members in tables.items():
        columns.append(f"{table} Tuple({', '.join(f'`{column.key}` {kinds[column.kind]}' for column in members)})")
    listed = ", ".join(columns).replace("\\", "\\\\").replace("'", "\\'")
    return f"file('{{source}}', JSONEachRow, '{listed}')"


def polars(actions: Sequence[Wanted]) -> str:
    """A lazy scan with a schema, on the streaming engine; an aggregate per action, or a list per event for many."""
    dialect = Polars()
    tests = [dialect.render(action.node()) for action in actions]
    kinds = {"text": "String", "number": "Float64", "boolean": "Boolean"}
    tables = columns_by_table(dialect)
    schema = [f"{column.key!r}: pl.String" for column in tables.pop("")]
    for table, members in tables.items():
        struct = ", ".join(f"{column.key!r}: pl.{kinds[column.kind]}" for column in members)
        schema.append(f"{table!r}: pl.Struct({{{struct}}})")
    lines = [
        "import json",
        "import polars as pl",
        "from polars import col, lit",
        "def f(table, key): return col(table).struct.field(key)",
        f"frame = pl.scan_ndjson({{source!r}}, schema={{{', '.join(schema)}}})",
        "tests = [",
        *(f"    {test}," for test in tests),
        "]",
        "names = [f'a{number}' for number in range(len(tests))]",
        "hits = frame.select('distinct_id', 'timestamp', *(test.fill_null(False).alias(n) for n, test in zip(names, tests)))",
    ]
    if len(actions) <= FEW * 8:
        lines += [
            "hits = hits.filter(pl.any_horizontal(names))",
            "users, times = col('distinct_id'), col('timestamp')",
            "row = hits.select(",
            "    *(col(n).sum().alias(f'{n} events') for n in names),",
            "    *(users.filter(col(n)).n_unique().alias(f'{n} users') for n in names),",
            "    *(times.filter(col(n)).min().alias(f'{n} first') for n in names),",
            "    *(times.filter(col(n)).max().alias(f'{n} last') for n in names),",
            ").collect(engine='streaming').row(0, named=True)",
            "kinds = ('events', 'users', 'first', 'last')",
            "print(json.dumps([[i, *(row[f'{n} {kind}'] for kind in kinds)] for i, n in enumerate(names)]))",
        ]
    else:
        lines += [
            "numbers = pl.concat_list([pl.when(col(n)).then(pl.lit(i, pl.Int32)) for i, n in enumerate(names)])",
            "hits = hits.filter(pl.any_horizontal(names)).select('distinct_id', 'timestamp', numbers.list.drop_nulls().alias('action'))",
            "counts = hits.explode('action').drop_nulls('action').group_by('action').agg(",
            "    pl.len(), col('distinct_id').n_unique(), col('timestamp').min().alias('first'), col('timestamp').max().alias('last')",
            ").collect(engine='streaming')",
            "print(json.dumps(counts.rows()))",
        ]
    return "\n".join(lines) + "\n"


def orjson(actions: Sequence[Wanted]) -> str:
    """A loop with an if-chain per event name."""
    dialect = Python()
    functions = []
    table = []
    for place, (name, tests) in enumerate(branches(actions)):
        body = [f"    if {dialect.render(node)}: h.append({number})" for number, node in tests] or ["    pass"]
        functions += [f"def on{place}(c, p, q, h):", *body]
        table.append((name, f"on{place}"))
    listed = ", ".join(f"{name!r}: {function}" for name, function in table if name is not None)
    patterns = [f"r{number} = re.compile({text}, re.S).search" for number, text in enumerate(dialect.patterns)]
    return f"""
import json, re, sys
from orjson import loads
{chr(10).join(patterns)}
{chr(10).join(functions)}
by_name = {{{listed}}}
tallies = {{}}
with (sys.stdin.buffer if {{source!r}} == "-" else open({{source!r}}, "rb")) as lines:
    for line in lines:
        e = loads(line)
        hits = []
        by_name.get(e["event"], {table[-1][1]})(e["elements_chain"] or "", e["properties"].get, (e["person_properties"] or {{}}).get, hits)
        for number in hits:
            t = tallies.get(number)
            when = e["timestamp"]
            if t is None:
                tallies[number] = t = [0, set(), when, when]
            t[0] += 1
            t[1].add(e["distinct_id"])
            if when < t[2]: t[2] = when
            elif when > t[3]: t[3] = when
print(json.dumps([[number, t[0], len(t[1]), t[2], t[3]] for number, t in tallies.items()]))
"""


def jq(actions: Sequence[Wanted]) -> str:
    """A filter that names the action, the user and the time of each hit; `run_tally.py` counts them."""
    dialect = Jq()
    tests = [f"(select({dialect.render(action.node())}) | {number})" for number, action in enumerate(actions)]
    return f". as $e | ({', '.join(tests)}) as $n | [$n, $e.distinct_id, $e.timestamp] | @tsv"
