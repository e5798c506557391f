"""The formats of `actioncli shapes`: a table of fields for each shape of each source, or JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field
from rich.cells import cell_len

from actioncli.events.shapes.base import Shape
from actioncli.events.shapes.summary import ShapeSummary
from actioncli.outputs.drawing import GAP, cut_middle, hanging, padding, wrapped
from actioncli.outputs.formats import Format, format_named
from actioncli.outputs.humanize import counted
from actioncli.outputs.json_text import json_bytes, json_text
from actioncli.outputs.screen import Screen, visible

MARGIN = "    "
LEAST_EXAMPLE = 20
LONGEST_EXAMPLE = 60
LONGEST_RULE = 112


class ShapeSeen(Struct, frozen=True):
    """A shape, and a summary of its events in a source."""

    shape: Shape
    seen: ShapeSummary


class SourceSeen(Struct):
    """A source and its events; filled while the source is read."""

    source: str
    form: str = ""
    """Its format, if that is not JSON Lines."""
    skipped: int = 0
    bad_lines: int = 0
    seen: dict[str, ShapeSummary] = field(default_factory=dict)
    """By the name of the shape."""
    shapes: list[ShapeSeen] = field(default_factory=list)
    """The same, sorted when everything is read, the most frequent first."""

    @property
    def events(self) -> int:
        """The number of events of all shapes."""
        return sum(seen.events for seen in self.seen.values())


def render_shapes(sources: Sequence[SourceSeen], format: str, *, width: int | None, unicode: bool) -> bytes:  # noqa: A002
    """What was seen, in a format of `FORMATS`; only the table uses the last two."""
    return format_named(FORMATS, format).write(sources, Screen(width, unicode=unicode))


def _json(sources: Sequence[SourceSeen], _screen: Screen) -> bytes:
    """One object."""
    return json_bytes(json_text({"sources": [_entry(source) for source in sources]}) + "\n")


def _table(sources: Sequence[SourceSeen], screen: Screen) -> bytes:
    """For each source, a table of fields for each shape."""
    return "\n".join("".join(f"{line}\n" for line in _lines(source, screen)) for source in sources).encode()


def _entry(source: SourceSeen) -> dict[str, object]:
    return {
        "source": source.source,
        "form": source.form or "JSON Lines",
        "events": source.events,
        "skipped": source.skipped,
        "bad_lines": source.bad_lines,
        "shapes": [
            {
                "shape": found.shape.name,
                "title": found.shape.title,
                "events": found.seen.events,
                "inside_other_objects": found.seen.inside,
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
    form = f"{source.form}: " if source.form else ""
    lines = [f"{visible(source.source, unicode=screen.unicode)}: {form}{', '.join(more)}"]
    for found in source.shapes:
        title = f"  {found.shape.name}: {found.shape.title}: {counted(found.seen.events, 'event')}{_inside(found.seen)}"
        lines += ["", *hanging(title, screen.width, 2, screen.ellipsis)]
        lines += _fields(found, screen)
    return lines


def _inside(seen: ShapeSummary) -> str:
    """The number of events inside other objects, as text; empty if there are none."""
    return f", {seen.inside:,} of them inside other objects" if seen.inside else ""


def _fields(found: ShapeSeen, screen: Screen) -> list[str]:
    rows = [("field", "example", "read from")]
    for name, places in found.shape.places().items():
        example = visible(found.seen.examples.get(name, screen.nothing), unicode=screen.unicode)
        rows.append((name, cut_middle(example, LONGEST_EXAMPLE, screen.ellipsis), _bare(", ".join(places))))
    natural = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    longest_word = max(cell_len(word) for _, _, places in rows for word in places.split())
    widths = _widths(natural, longest_word, screen.width)
    lines = [line for row in rows for line in _row(row, widths, screen)]
    rule = min(max(map(cell_len, lines)) - len(MARGIN), LONGEST_RULE)
    return [lines[0], MARGIN + screen.rule * rule, *lines[1:]]


def _widths(natural: list[int], longest_word: int, width: int | None) -> list[int]:
    """The columns' widths: on a terminal the examples shrink first, then the column of paths."""
    if width is None:
        return natural
    name, example, places = natural
    room = max(width - len(MARGIN) - name - 2 * len(GAP), 2 * LEAST_EXAMPLE)
    places = min(places, max(room - min(example, LEAST_EXAMPLE), min(longest_word, room)))
    return [name, max(min(example, room - places), 1), places]


def _row(row: tuple[str, str, str], widths: list[int], screen: Screen) -> Iterator[str]:
    """A row as lines; the paths may take several."""
    name, example, places = row
    if screen.width is not None:
        example = cut_middle(example, widths[1], screen.ellipsis)
    for part in wrapped(places, widths[2], screen.ellipsis):
        cells = [cell + padding(cell, width) for cell, width in zip((name, example, part), widths, strict=True)]
        yield (MARGIN + GAP.join(cells)).rstrip()
        name = example = ""


FORMATS: tuple[Format[Callable[[Sequence[SourceSeen], Screen], bytes]], ...] = (
    Format("table", "a table for each shape", _table),
    Format("json", "one object", _json),
)
"""The formats of `shapes`; the first is the default."""
