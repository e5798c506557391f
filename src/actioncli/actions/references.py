"""References between actions: each must be defined, and none may be circular."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from actioncli.actions.reporter import Findings, Reference
from actioncli.errors import Problem
from actioncli.near import near, printable, shown

DEEPEST = 100
"""Actions that build on each other in a row; matching follows them by recursion."""


def check_references(names: Collection[str], findings: Findings, *, complete: bool) -> None:
    """Report references that are undefined, circular or nested too deeply.

    If the names are not `complete`, because a file could not be read, unknown names are not reported.
    The file-wide `except` may name any action: it is asked before the actions know of it (`docs/semantics.md` 1.5),
    so that is no circle.
    """
    known: dict[str, list[Reference]] = {}
    for reference in findings.references:
        if reference.name not in names and complete:
            message = f"there is no action {shown(reference.name)}"
            findings.problems.append(Problem(message, reference.path, near(reference.name, names), reference.place))
        elif reference.name in names and reference.by:
            known.setdefault(reference.by, []).append(reference)
    findings.problems.extend(_circles_and_depths(known))


def _circles_and_depths(known: dict[str, list[Reference]]) -> Iterator[Problem]:
    """Walk the references depth first, with a stack of our own: the chains are as long as the user likes."""
    depths: dict[str, int] = {}
    for start, references in known.items():
        way: dict[str, Iterator[Reference]] = {} if start in depths else {start: iter(references)}
        depths.setdefault(start, 1)
        while way:
            name = next(reversed(way))
            reference = next(way[name], None)
            if reference is None:
                way.popitem()
                depths[name] = 1 + max((depths[onward.name] for onward in known.get(name, ())), default=0)
                if depths[name] == DEEPEST + 1:
                    first = known[name][0]
                    message = f"more than {DEEPEST} actions refer to each other in a row"
                    yield Problem(message, first.path, "", first.place)
            elif reference.name in way:
                names = list(way)
                circle = [*names[names.index(reference.name) :], reference.name]
                message = f"circular reference: {' → '.join(map(printable, circle))}"
                yield Problem(message, reference.path, "an action cannot refer to itself", reference.place)
            elif reference.name not in depths:
                depths[reference.name] = 1
                way[reference.name] = iter(known.get(reference.name, ()))
