"""`source:` of an actions file: where the fields of an event stand in a log of an unknown shape."""

from __future__ import annotations

from actioncli.actions.model import Source
from actioncli.actions.nodes import Mapping, Node, Scalar, Sequence, kind_of
from actioncli.actions.reporter import Reporter
from actioncli.near import near, one_of
from actioncli.paths import Path, parse_path

SOURCE_KEYS = ("event", "timestamp", "distinct_id", "url", "properties", "person", "elements")


def read_source(name: Scalar, node: Node, reporter: Reporter) -> Source | None:
    """The paths of the fields; problems go to the reporter."""
    if not isinstance(node, Mapping):
        reporter.problem(node, f"{kind_of(node)}, expected a mapping from fields to dotted paths")
        return None
    found: list[tuple[str, tuple[Path, ...]]] = []
    for key, value in node.entries:
        here = reporter.at(key.text)
        if key.text not in SOURCE_KEYS:
            here.problem(key, "unknown key", near(key.text, SOURCE_KEYS) or f"expected {one_of(SOURCE_KEYS)}")
        else:
            found.append((key.text, _paths(value, here)))
    if not node.entries:
        reporter.problem(node, "names no field", f"expected {one_of(SOURCE_KEYS)}")
    return Source(tuple(found), name.place)


def _paths(node: Node, reporter: Reporter) -> tuple[Path, ...]:
    """The one path that is written, or those of a list."""
    if not isinstance(node, Sequence):
        return _path(node, reporter)
    if not node.items:
        reporter.problem(node, "an empty list, expected dotted paths such as `user.id`")
    return tuple(path for number, item in enumerate(node.items, start=1) for path in _path(item, reporter.at(number)))


def _path(node: Node, reporter: Reporter) -> tuple[Path, ...]:
    if not isinstance(node, Scalar):
        reporter.problem(node, f"{kind_of(node)}, expected a dotted path such as `user.id`")
        return ()
    path = parse_path(node.text) if node.value is not None else None
    if path is None:
        reporter.problem(
            node,
            "not a dotted path",
            'write `user.id`, and a name with dots or blanks in double quotes: `user."first name"`',
        )
        return ()
    return (path,)
