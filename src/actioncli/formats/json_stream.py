"""A stream of JSON text: a buffer, and the current position in it."""

from __future__ import annotations

import re

from actioncli.errors import ActioncliError
from actioncli.records.chunks import ReadsBytes
from actioncli.records.json_bounds import INCOMPLETE, any_end

_WAITED_FOR = 1 << 20
_INDENT = 256
"""The most bytes of the current line to keep: indentation shows where to continue after a broken value."""


class JsonText:
    """A stream of JSON text. Its state is the buffer and the current position."""

    def __init__(self, reader: ReadsBytes, size: int) -> None:
        self._reader, self._size = reader, size
        self.data = b""
        self.at = 0
        self.line = 0
        """The line of `at`, from 0."""
        self.ended = False
        self.failure: ActioncliError | None = None
        self.next_page: bool | None = None
        """Whether the last page named another one; None if there was no page."""

    def more(self) -> bool:
        """Read more, and drop the text before `at`. Reads grow with the buffer, so that the time stays linear."""
        if self.ended:
            return False
        line_start = self.data.rfind(b"\n", max(0, self.at - _INDENT), self.at)
        kept = line_start if line_start >= 0 else self.at
        rest = self.data[kept:]
        pieces, missing = [rest], len(rest) if len(rest) > _WAITED_FOR else 1
        while missing > 0:
            try:
                piece = self._reader.read(max(self._size, missing))
            except ActioncliError as error:
                self.failure, piece = error, b""
            if not piece:
                self.ended = True
                break
            pieces.append(piece)
            missing -= len(piece)
        self.data, self.at = b"".join(pieces), self.at - kept
        return len(self.data) > len(rest)

    def move(self, position: int) -> None:
        """Move forward."""
        self.line += self.data.count(b"\n", self.at, position)
        self.at = position

    def skip(self, pattern: re.Pattern[bytes]) -> None:
        """Move to the end of the match of a pattern, which may be empty."""
        while True:
            match = pattern.match(self.data, self.at)
            self.move(match.end() if match else self.at)
            if self.at < len(self.data) or not self.more():
                return

    def first(self) -> bytes:
        """The next byte; none at the end."""
        return self.data[self.at : self.at + 1]

    def end_of_value(self) -> int:
        """As `any_end` of the current value; reads more text if needed."""
        while (end := any_end(self.data, self.at)) == INCOMPLETE and self.more():
            pass
        return end
