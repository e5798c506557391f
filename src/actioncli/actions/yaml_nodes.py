"""From YAML text to nodes with places: the only module that imports the YAML library.

The library parses, and we compose: it would keep the last of two equal keys, read `no` as false, obey tags,
and recurse as deep as the file wants.

    root, problems = read_nodes(content, "actions.yaml")
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from actioncli.actions.nodes import Mapping, Node, Scalar, Sequence, Unreadable, kind_of, plain_value
from actioncli.actions.yaml_syntax import DEEPEST, syntax_problem
from actioncli.actions.yaml_text import Lines, decode
from actioncli.errors import Place, Problem
from actioncli.near import LONGEST_IN_PATH, printable, shown

if TYPE_CHECKING:
    import yaml

MOST_ALIASED = 100_000
"""Nodes that aliases may stand for, each counted every time."""

_CORE = "tag:yaml.org,2002:"
_TAGGED: dict[str, tuple[type, ...]] = {
    _CORE + "null": (type(None),),
    _CORE + "bool": (bool,),
    _CORE + "int": (int,),
    _CORE + "float": (int, float),
}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_nodes(content: str | bytes, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """The top node of a YAML document and all problems of its YAML.

    The node is None where nothing of it can be used.
    Otherwise the problems leave `Unreadable` nodes behind, and the rest can be read on for problems of other kinds.
    """
    text = decode(content, file)
    if isinstance(text, Problem):
        return None, (text,)
    lines = Lines.of(file, text)
    composer = _Composer(lines)
    try:
        for event in _events(text, lines):
            composer.take(event)
    except _UnusableError as end:
        return None, (*composer.problems, end.problem)
    root = composer.root
    if root is None or (isinstance(root, Scalar) and root.value is None and not root.text):
        return None, (Problem("the file is empty", hint="it needs `actions:`", place=Place(file, 1, 1)),)
    return root, tuple(composer.problems)


class _UnusableError(Exception):
    """The document cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)


def _events(text: str, lines: Lines) -> Iterator[yaml.Event]:
    """The events of the parser; raises `_UnusableError` if the text is not YAML."""
    import yaml  # noqa: PLC0415  (start-up: most of the package runs without an actions file)

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # not every machine has libyaml
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        raise _UnusableError(syntax_problem(error, lines)) from None
    except (ValueError, OverflowError):
        # The parser in Python guards neither chr() of `\UFFFFFFFF` nor int() of endless versions in `%YAML 1.111...`.
        message = "not valid YAML: the number in an escape or a directive is too large"
        raise _UnusableError(Problem(message, place=Place(lines.file, 1, 1))) from None


class _Open(Struct):
    """A list or mapping that has begun: `items` holds keys and values in turn if it is a mapping."""

    is_mapping: bool
    anchor: str | None
    start: yaml.Mark
    items: list[Node] = field(default_factory=list)
    size: int = 1
    """The number of nodes, with aliases expanded."""

    def step(self) -> str:
        """The name of the item that is being read, as a path has it; empty for a key."""
        if not self.is_mapping:
            return str(len(self.items) + 1)
        key = self.items[-1] if len(self.items) % 2 else None
        return printable(key.text, LONGEST_IN_PATH) if isinstance(key, Scalar) else ""


class _Composer:
    """Builds nodes from the parser's events on a stack of its own, so that no depth can exhaust Python's."""

    def __init__(self, lines: Lines) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._lines = lines
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        """The node of each anchor and its size; None while it is being read."""
        self._aliased = 0

    def take(self, event: Any) -> None:
        """Take the parser's next event."""
        match type(event).__name__:  # by name: the library is imported only when a file is read
            case "ScalarEvent":
                self._add(self._scalar(event), 1, event.anchor)
            case "AliasEvent":
                self._add(*self._alias(event), None)
            case "MappingStartEvent" | "SequenceStartEvent":
                self._begin(event)
            case "MappingEndEvent" | "SequenceEndEvent":
                self._end(event)
            case "DocumentStartEvent" if self.root is not None:
                self._give_up(event, "a second document begins here", "a file holds one document")

    def _place(self, event: Any, start: yaml.Mark | None = None) -> Place:
        first, last = start or event.start_mark, event.end_mark
        return self._lines.place(first.line, first.column, last.line, last.column)

    def _path(self) -> tuple[str, ...]:
        return tuple(step for opened in self._open if (step := opened.step()))

    def _report(self, place: Place, message: str, hint: str = "", path: tuple[str, ...] | None = None) -> None:
        self.problems.append(Problem(message, self._path() if path is None else path, hint, place))

    def _give_up(self, event: Any, message: str, hint: str = "") -> None:
        raise _UnusableError(Problem(message, self._path(), hint, self._place(event)))

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        if self._open:
            self._open[-1].items.append(node)
            self._open[-1].size += size
        else:
            self.root = node

    def _begin(self, event: Any) -> None:
        is_mapping = type(event).__name__ == "MappingStartEvent"
        if event.tag not in {None, "!", _CORE + ("map" if is_mapping else "seq")}:
            self._refuse_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._open.append(_Open(is_mapping, event.anchor, event.start_mark))
        if len(self._open) > DEEPEST:
            self._open.pop()
            self._give_up(event, f"more than {DEEPEST} nested lists and mappings")

    def _end(self, event: Any) -> None:
        opened = self._open.pop()
        place = self._place(event, opened.start)
        node = self._mapping(opened.items, place) if opened.is_mapping else Sequence(tuple(opened.items), place)
        self._add(node, opened.size, opened.anchor)

    def _scalar(self, event: Any) -> Node:
        place, text, tag, quoted = self._place(event), event.value, event.tag, bool(event.style)
        if _SURROGATE.search(text):  # the parser in Python lets `"\\ud800"` through
            self._report(place, "half of a surrogate pair is not a character", "write the character itself")
            return Unreadable(place)
        if tag in {"!", _CORE + "str"} or (tag is None and quoted):
            return Scalar(text, text, quoted, place)
        try:
            value = plain_value(text)
        except ValueError as error:
            self._report(place, str(error), "put it in quotes if it is text")
            return Unreadable(place)
        if tag is None:
            return Scalar(value, text, quoted, place)
        if tag not in _TAGGED:
            self._refuse_tag(event)
            return Unreadable(place)
        if type(value) not in _TAGGED[tag]:
            self._report(place, f"{shown(text)} does not fit its tag", "leave the tag out")
            return Unreadable(place)
        if tag == _CORE + "float" and isinstance(value, int):
            value = float(value)
        return Scalar(value, text, quoted, place)

    def _refuse_tag(self, event: Any) -> None:
        tag = event.tag.replace(_CORE, "!!")
        self._report(
            self._place(event),
            f"the tag {shown(tag)} is not allowed",
            "leave it out: values are read as they are written",
        )

    def _alias(self, event: Any) -> tuple[Node, int]:
        place = self._place(event)
        target = self._anchors.get(event.anchor)
        if target is None:
            if event.anchor in self._anchors:
                self._report(place, f"the alias `*{printable(event.anchor)}` is inside its own anchor")
            else:
                self._report(place, f"no anchor above is named `&{printable(event.anchor)}`")
            return Unreadable(place), 1
        self._aliased += target[1]
        if self._aliased > MOST_ALIASED:
            self._give_up(event, f"the aliases expand to more than {MOST_ALIASED:,} values", "write them out")
        return target

    def _mapping(self, items: list[Node], place: Place) -> Mapping:
        own: list[tuple[Scalar, Node]] = []
        merged: list[tuple[Scalar, Node]] = []
        first: dict[tuple[str, bool], Scalar] = {}
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, Scalar):
                if not isinstance(key, Unreadable):
                    self._report(key.place, f"{kind_of(key)} cannot be a key")
                continue
            merges = key.text == "<<" and not key.quoted
            earlier = first.setdefault((key.text, merges), key)
            if earlier is not key:
                path = (*self._path(), printable(key.text, LONGEST_IN_PATH))
                self._report(key.place, "duplicate key", f"first used on line {earlier.place.line} already", path)
            if merges:
                merged.extend(self._merged(value))
            else:
                own.append((key, value))
        names = {key.text for key, _ in own}
        inherited: dict[str, tuple[Scalar, Node]] = {}
        for entry in merged:
            if entry[0].text not in names:
                inherited.setdefault(entry[0].text, entry)
        return Mapping((*inherited.values(), *own), place)

    def _merged(self, value: Node) -> Iterator[tuple[Scalar, Node]]:
        for node in value.items if isinstance(value, Sequence) else (value,):
            if isinstance(node, Mapping):
                yield from node.entries
            elif not isinstance(node, Unreadable):
                path = (*self._path(), "<<")
                self._report(node.place, f"{kind_of(node)}, expected a mapping to merge, such as `*name`", "", path)
