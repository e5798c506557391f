"""Problems as values: a `Place`, a `Problem` at that place, and the errors that a user can fix.

Nothing here prints. `cli/declaring.py` turns these errors into messages and an exit code.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

MATCHED, NOTHING_MATCHED, TROUBLE, INTERRUPTED = 0, 1, 2, 130
"""The exit codes: something matched, nothing matched, an error, Ctrl-C."""


class Place(Struct, frozen=True):
    """A place in a text file: `line` and `column` count from 1, columns in code points."""

    file: str
    line: int
    column: int
    length: int = 1
    """The number of code points that the caret underlines, at least 1."""
    source: str = ""
    """The text of that line, without its line break."""


class Problem(Struct, frozen=True):
    """One problem: its place, its path in the file, a message, and a hint how to fix it."""

    message: str
    path: tuple[str, ...] = ()
    """The path to it, such as `("actions", "Signed up", "2", "evnt")`."""
    hint: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        """The problem as text: `file:line:column: path: message`, the source line and a caret."""
        where = f"{self.place.file}:{self.place.line}:{self.place.column}: " if self.place else ""
        what = f"{' › '.join(self.path)}: {self.message}" if self.path else self.message
        if self.place is None or not self.place.source:
            return f"{where}{what}" + (f" ({self.hint})" if self.hint else "")
        number = str(self.place.line)
        margin = " " * (len(number) + 5)
        before = self.place.source[: self.place.column - 1]
        indent = "".join("\t" if character == "\t" else " " for character in before)
        caret = "^" * self.place.length + (f" {self.hint}" if self.hint else "")
        return f"{where}{what}\n    {number} | {self.place.source}\n{margin}| {indent}{caret}"


class ActioncliError(Exception):
    """An error that the user can fix: one message, exit code 2, no traceback."""


class ActionsFileError(ActioncliError):
    """An invalid actions file, with every problem in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ReaderGone(Exception):  # noqa: N818 - not an error: the reader needs no more
    """The reader of standard output is gone, as after `| head`. The run ends silently, with success."""
