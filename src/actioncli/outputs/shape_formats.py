"""The formats of `actioncli shapes`: a table of fields for each shape of each source, or JSON."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from rich.cells import cell_len

from actioncli.events.shapes.base import Shape
from actioncli.events.shapes.seen import Seen
from actioncli.outputs.drawing import GAP, cut, padding
from actioncli.outputs.json_text import json_bytes, json_text
from actioncli.outputs.screen import Screen, visible
from actioncli.outputs.summary import counted

LONGEST_EXAMPLE = 60
LONGEST_RULE = 112


class ShapeSeen(Struct, frozen=True):
    """A shape, and what was seen of it in a source."""

    shape: Shape
    seen: Seen


class SourceSeen(Struct):
    """A source, and what was seen in it; grows while it is read."""

    source: str
    skipped: int = 0
    bad_lines: int = 0
    seen: dict[str, Seen] = field(default_factory=dict)
    """By the name of the shape."""
    shapes: list[ShapeSeen] = field(default_factory=list)
    """The same when all has been read, the commonest first."""

    @property
    def events(self) -> int:
        """Of all shapes."""
        return sum(seen.events for seen in self.seen.values())


def render_shapes(sources: Sequence[SourceSeen], format: str, *, width: int | None, unicode: bool) -> bytes:  # noqa: A002
    """What was seen, in one of the two formats: `table` or `json`."""
    if format == "json":
        return json_bytes(json_text({"sources": [_entry(source) for source in sources]}) + "\n")
    screen = Screen(width, unicode=unicode)
    return "\n".join("".join(f"{line}\n" for line in _lines(source, screen)) for source in sources).encode()


def _entry(source: SourceSeen) -> dict[str, object]:
    return {
        "source": source.source,
        "events": source.events,
        "skipped": source.skipped,
        "bad_lines": source.bad_lines,
        "shapes": [
            {
                "shape": found.shape.name,
                "title": found.shape.title,
                "events": found.seen.events,
                "fields": [
                    {
                        "field": name,
                        "from": [_bare(place) for place in places],
                        "example": found.seen.examples.get(name),
                    }
                    for name, places in found.shape.places().items()
                ],
            }
            for found in source.shapes
        ],
    }


def _bare(place: str) -> str:
    return place.replace("`", "")


def _lines(source: SourceSeen, screen: Screen) -> list[str]:
    more = [
        counted(source.events, "event"),
        *([f"{source.skipped} skipped"] if source.skipped else []),
        *([counted(source.bad_lines, "bad line")] if source.bad_lines else []),
    ]
    lines = [f"{visible(source.source, unicode=screen.unicode)}: {', '.join(more)}"]
    for found in source.shapes:
        lines += ["", f"  {found.shape.name}: {found.shape.title}: {counted(found.seen.events, 'event')}"]
        lines += _fields(found, screen)
    return lines


def _fields(found: ShapeSeen, screen: Screen) -> list[str]:
    rows = [("field", "example", "read from")]
    for name, places in found.shape.places().items():
        example = visible(found.seen.examples.get(name, screen.nothing), unicode=screen.unicode)
        rows.append((name, cut(example, LONGEST_EXAMPLE, screen.ellipsis), _bare(", ".join(places))))
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [cell + padding(cell, width) for cell, width in zip(row, widths, strict=True)]
        line = ("    " + GAP.join(cells)).rstrip()
        lines.append(line if screen.width is None else cut(line, screen.width, screen.ellipsis))
    rule = min(max(map(cell_len, lines)) - 4, LONGEST_RULE)
    return [lines[0], "    " + screen.rule * rule, *lines[1:]]
