"""docs/shapes.md is made from the table of shapes.

`UPDATE_DOCS=1 pytest tests/test_shapes_page.py` writes it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from actioncli.events.shapes import SHAPES
from actioncli.events.shapes.base import Shape

PAGE = Path(__file__).parent.parent / "docs" / "shapes.md"

HEAD = """\
# Shapes

What exports look like, and where actioncli reads an event's fields in them.
No option is needed: each line has the first shape of this page whose rule fits it, whatever stands around it.
So files may be mixed, and results do not depend on how a log is cut.
`actioncli shapes EVENTS` says what was recognised, with examples from the data; `--shape NAME` reads every line as that shape.
A log that is none of these is mapped by `source:` in the actions file, as [format.md](format.md) tells.

Of several places, the first with a value counts; an empty id is none.
A line without an event's name is no event: it is skipped and counted.

- `event`, `url`, `timestamp`, `distinct_id`, `uuid`, `person`, `text`, `href`, `tag_name` and `selector` of a matcher, users, first and last seen, `--since`, `--until`, `--by` and these words in `--fields` all read through the shape.
- `properties` reads the vendor's own keys as they are, such as `[Amplitude] Page URL`; columns named here stand in for keys that are not among them.
- Any other name in `--fields` and `--by` is a key at the top of the line.

Times are ISO 8601 with `T` or a blank, with any offset or none (UTC), ` UTC` at the end, or eight digits (`20250314`);
or counts from 1970, as numbers or digits, whose size tells the unit: below 1e11 seconds, below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds.
In every shape but `posthog`, a condition on `timestamp` sees such a count as ISO 8601 in UTC.

"""


def section(shape: Shape) -> str:
    rows = "".join(f"| `{name}` | {', '.join(places)} |\n" for name, places in shape.places().items())
    example = json.dumps(shape.examples[0].record, ensure_ascii=False, separators=(",", ":"))
    note = f"\n{shape.note}\n" if shape.note else ""
    return (
        f"## {shape.name}\n\n{shape.title}.\n\nRecognised by {shape.recognised_by}.\n\n"
        f"| field | read from |\n|---|---|\n{rows}{note}\n```json\n{example}\n```\n"
    )


def test_the_page_is_what_the_shapes_say() -> None:
    page = HEAD + "\n".join(section(shape) for shape in SHAPES)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == page
