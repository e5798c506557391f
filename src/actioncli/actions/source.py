"""`source:` of an actions file: where the fields of an event stand in a log of an unknown shape."""

from __future__ import annotations

from actioncli.actions.model import Source
from actioncli.actions.nodes import Mapping, Node, Scalar, Sequence, kind_of
from actioncli.actions.trail import Trail
from actioncli.near import near, one_of
from actioncli.paths import Path, parse_path

SOURCE_KEYS = ("event", "timestamp", "distinct_id", "url", "properties", "person", "elements")


def read_source(name: Scalar, node: Node, trail: Trail) -> Source | None:
    """The paths of the fields; what is wrong with them is reported on the trail."""
    if not isinstance(node, Mapping):
        trail.problem(node, f"{kind_of(node)}, expected a mapping from fields to dotted paths")
        return None
    found: list[tuple[str, tuple[Path, ...]]] = []
    for key, value in node.entries:
        here = trail.at(key.text)
        if key.text not in SOURCE_KEYS:
            here.problem(key, "unknown key", near(key.text, SOURCE_KEYS) or f"expected {one_of(SOURCE_KEYS)}")
        else:
            found.append((key.text, _paths(value, here)))
    if not node.entries:
        trail.problem(node, "names no field", f"expected {one_of(SOURCE_KEYS)}")
    return Source(tuple(found), name.place)


def _paths(node: Node, trail: Trail) -> tuple[Path, ...]:
    """The one path that is written, or those of a list."""
    if not isinstance(node, Sequence):
        return _path(node, trail)
    if not node.items:
        trail.problem(node, "an empty list, expected dotted paths such as `user.id`")
    return tuple(path for number, item in enumerate(node.items, start=1) for path in _path(item, trail.at(number)))


def _path(node: Node, trail: Trail) -> tuple[Path, ...]:
    if not isinstance(node, Scalar):
        trail.problem(node, f"{kind_of(node)}, expected a dotted path such as `user.id`")
        return ()
    path = parse_path(node.text) if node.value is not None else None
    if path is None:
        trail.problem(
            node,
            "not a dotted path",
            'write `user.id`, and a name with dots or blanks in double quotes: `user."first name"`',
        )
        return ()
    return (path,)
