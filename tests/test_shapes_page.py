"""docs/shapes.md is generated from the table of shapes, below its mark.

`UPDATE_DOCS=1 pytest tests/test_shapes_page.py` writes it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from actioncli.events.shapes.base import Shape
from actioncli.events.shapes.catalogue import SHAPES

PAGE = Path(__file__).parent.parent / "docs" / "shapes.md"

MARK = "<!-- from here on made from the table of shapes -->\n\n"


def section(shape: Shape) -> str:
    rows = "".join(f"| `{name}` | {', '.join(places)} |\n" for name, places in shape.places().items())
    example = json.dumps(shape.examples[0].record, ensure_ascii=False, separators=(",", ":"))
    note = f"\n{shape.note}\n" if shape.note else ""
    return (
        f"## {shape.name}\n\n{shape.title}.\n\nRecognized by {shape.recognised_by}.\n\n"
        f"| field | read from |\n|---|---|\n{rows}{note}\n```json\n{example}\n```\n"
    )


def test_the_page_is_what_the_shapes_say() -> None:
    current = PAGE.read_text(encoding="utf-8")
    page = current.split(MARK)[0] + MARK + "\n".join(section(shape) for shape in SHAPES)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == page, "UPDATE_DOCS=1 regenerates it"
