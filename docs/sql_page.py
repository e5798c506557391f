"""Makes the tables of `sql.md` from those in the code, so that they cannot drift.

    python docs/sql_page.py

writes them anew; `tests/test_docs.py` compares, and `UPDATE_DOCS=1` has it write them instead.
"""

from __future__ import annotations

from pathlib import Path

from actioncli.sql.dialects import DIALECTS
from actioncli.sql.gaps import GAPS
from actioncli.sql.layouts import LAYOUTS

PAGE = Path(__file__).parent / "sql.md"
BEGIN, END = "<!-- {}: made by docs/sql_page.py -->", "<!-- end of {} -->"


def layouts() -> str:
    """The table of layouts."""
    rows = ["| layout | is | usual for |", "|---|---|---|"]
    for layout in LAYOUTS:
        usual = ", ".join(f"`{one.name}`" for one in DIALECTS if one.default_layout == layout.name) or "–"
        rows.append(f"| `{layout.name}` | {layout.summary} | {usual} |")
    return "\n".join(rows)


def columns() -> str:
    """The table of columns, a layout each."""
    fields = list(dict.fromkeys(field for layout in LAYOUTS for field in layout.columns))
    rows = ["| field | column, by layout |", "|---|---|"]
    for field in fields:
        by_name: dict[str, list[str]] = {}
        for layout in LAYOUTS:
            if field in layout.columns:
                names = ", else ".join(f"`{column.name}`" for column in layout.columns[field])
                by_name.setdefault(names, []).append(layout.name)
        said = [names if len(by_name) == 1 else f"{names} ({', '.join(of)})" for names, of in by_name.items()]
        rows.append(f"| `{field}` | {'; '.join(said)} |")
    return "\n".join(rows)


def gaps() -> str:
    """The table of gaps."""
    rows = ["| refused | because | in |", "|---|---|---|"]
    for gap in GAPS:
        names = "every dialect" if gap.of_every_dialect else ", ".join(f"`{name}`" for name in gap.dialects)
        rows.append(f"| {gap.conditions} | {gap.why} | {names} |")
    return "\n".join(rows)


def dialects() -> str:
    """The dialects, in a line."""
    return ", ".join(f"`{dialect.name}`" for dialect in DIALECTS)


TABLES = {"layouts": layouts, "columns": columns, "gaps": gaps, "dialects": dialects}


def page(text: str) -> str:
    """The page with its tables made anew."""
    for name, made in TABLES.items():
        begin, end = BEGIN.format(name), END.format(name)
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{made()}\n{end}{after}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
