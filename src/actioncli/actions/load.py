"""Load an actions file and the files that it includes into the model, and validate them.

    actions = load_actions("actions.yaml")

`ActionsFileError` reports all problems of all files at once.
`docs/format.md` describes the format.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from actioncli.actions.document import Document, read_document
from actioncli.actions.model import Action, Actions, Source
from actioncli.actions.nodes import Scalar
from actioncli.actions.references import check_references
from actioncli.actions.reporter import Findings, Reporter
from actioncli.actions.yaml_nodes import read_nodes
from actioncli.actions.yaml_text import LARGEST_FILE
from actioncli.errors import ActioncliError, ActionsFileError, Problem
from actioncli.near import LONGEST_FILE_NAME, printable, shown

DEEPEST_INCLUDE = 50
"""The greatest depth of nested includes."""


def load_actions(path: str | os.PathLike[str]) -> Actions:
    """The actions of a file and of the files it includes.

    Raises `ActioncliError` for a file that cannot be read, and `ActionsFileError` with every problem of its content.
    """
    file = os.fspath(path)
    try:
        content = _content(file)
    except (OSError, ValueError) as error:
        raise ActioncliError(
            f"cannot read the actions file {printable(file, LONGEST_FILE_NAME)}: {_reason(error)}"
        ) from None
    return parse_actions(content, file)


def parse_actions(text: str | bytes, file: str = "<text>", content: Callable[[str], bytes] | None = None) -> Actions:
    """The actions of a text; `file` is its name in messages, and what it includes is looked for beside that.

    `content` reads an included file by its name, and raises `OSError` if it cannot; without it, the disk is read.
    Raises `ActionsFileError` with every problem.
    """
    loader = _Loader(content or _content)
    loader.read(text, file, {})
    return loader.result()


def _content(file: str) -> bytes:
    """The bytes of a file, at most one more than the largest allowed size."""
    with Path(file).open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)


def _identity(file: str) -> Path:
    """The resolved path: the same for two names of one file."""
    try:
        return Path(file).resolve()
    except (OSError, ValueError, RuntimeError):  # a name that is none, or a loop of links (RuntimeError before 3.13)
        return Path(file)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _with_hidden(problem: Problem) -> Problem:
    """The problem; its hint also names invisible characters of the line, which may be the cause."""
    from actioncli.characters import hidden_in, names_of  # noqa: PLC0415 - few files have problems

    line = problem.place.source if problem.place else ""
    hidden = [character for character in hidden_in(line) if character != "\t"]
    if not hidden:
        return problem
    return replace(problem, hint="; ".join(filter(None, (problem.hint, f"the line has {names_of(hidden)}"))))


class _Loader(Struct):
    """Reads each file once and collects its content and problems."""

    content: Callable[[str], bytes]
    findings: Findings = field(default_factory=Findings)
    documents: list[Document] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)
    complete: bool = True
    """Whether every file could be read; if not, undefined references are not reported."""

    def read(self, content: str | bytes, file: str, chain: dict[Path, str]) -> None:
        """Read a file and what it includes; `chain` are the files that led here."""
        path = _identity(file)
        self.files[path] = file
        root, problems = read_nodes(content, file)
        self.findings.problems.extend(problems)
        if root is None:
            self.complete = False
            return
        document = read_document(root, Reporter(self.findings))
        self.documents.append(document)
        for name, reporter in document.includes:
            self._include(name, reporter, file, {**chain, path: file})

    def _include(self, name: Scalar, reporter: Reporter, includer: str, chain: dict[Path, str]) -> None:
        file = str(Path(includer).parent / name.text)
        try:
            content = self.content(file)
        except (OSError, ValueError) as error:
            reporter.problem(name, f"cannot read {printable(file, LONGEST_FILE_NAME)}: {_reason(error)}")
            self.complete = False
            return
        path = _identity(file)
        if path in chain:
            files = list(chain.values())
            circle = [*files[list(chain).index(path) :], file]
            shown_circle = " → ".join(printable(step, LONGEST_FILE_NAME) for step in circle)
            reporter.problem(name, f"circular include: {shown_circle}")
        elif len(chain) > DEEPEST_INCLUDE:
            reporter.problem(name, f"more than {DEEPEST_INCLUDE} files include each other")
        elif path not in self.files:
            self.read(content, file, chain)

    def result(self) -> Actions:
        """The model of all files, or `ActionsFileError`."""
        names: dict[str, Action] = {}
        for document in self.documents:
            for action in document.actions:
                self._refuse_second(names.get(action.name), action)
            for action in document.actions:
                names.setdefault(action.name, action)
        sources = [document.source for document in self.documents if document.source]
        for second in sources[1:]:
            self._refuse_second_source(sources[0], second)
        check_references(names, self.findings, complete=self.complete)
        if self.findings.problems:
            raise ActionsFileError(self._sorted())
        exceptions = tuple(matcher for document in self.documents for matcher in document.exceptions)
        return Actions(tuple(names.values()), exceptions, sources[0] if sources else None)

    def _refuse_second(self, first: Action | None, second: Action) -> None:
        """Report a name of an earlier file; a name used twice in one file is reported as a duplicate key."""
        if first is not None and first.place is not None:
            where = f"{first.place.file}:{first.place.line}:{first.place.column}"
            reporter = Reporter(self.findings).at("actions").at(second.name)
            reporter.problem_at(second.place, f"action {shown(second.name)} is defined twice", f"first at {where}")

    def _refuse_second_source(self, first: Source, second: Source) -> None:
        """Report a second `source`, unless the two are equal."""
        if first != second and first.place is not None:
            where = f"{first.place.file}:{first.place.line}:{first.place.column}"
            Reporter(self.findings).at("source").problem_at(
                second.place, "`source` is defined twice", f"first at {where}"
            )

    def _sorted(self) -> list[Problem]:
        """The problems by file and place; one that several aliases lead to is reported once."""
        ranks = {file: rank for rank, file in enumerate(self.files.values())}
        once: dict[object, Problem] = {}
        for problem in self.findings.problems:
            once.setdefault((problem.place, problem.message, problem.hint), _with_hidden(problem))

        def order(problem: Problem) -> tuple[int, int, int]:
            place = problem.place
            return (ranks.get(place.file, 0), place.line, place.column) if place else (-1, 0, 0)

        return sorted(once.values(), key=order)
