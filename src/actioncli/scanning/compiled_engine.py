"""An engine on the compiled core."""

from __future__ import annotations

from typing import Any

from actioncli.errors import ActioncliError
from actioncli.events.layouts import Layout
from actioncli.matching.engine import Engine
from actioncli.scanning.job import Job
from actioncli.scanning.oracle import Oracle
from actioncli.scanning.program import program_of, readable
from actioncli.scanning.scanned import fields_read
from actioncli.scanning.windows import Window


class CompiledEngine:
    """An engine on the core, for lines of one layout."""

    def __init__(
        self, core: Any, engine: Engine, layout: Layout, window: Window, job: Job[Any], *, is_known: bool
    ) -> None:
        self.engine, self._error = engine, core.CoreError
        self._oracle = Oracle(engine, layout)
        program = program_of(engine, layout, window, job, is_known=is_known)
        self.reads = {path: column for column, path in enumerate(readable(layout, fields_read(job.collector)))}
        """The columns of the fields that the job reads."""
        self._scanner = core.Scanner(program, self._oracle)

    def scan(self, data: bytes, start: int, stop: int) -> Any:
        """The core's columns of the lines from `start` until one that is left to Python, or until `stop`."""
        if self._scanner.is_full:
            self.forget()
        try:
            return self._scanner.scan(data, start, stop)
        except self._error as error:
            raise self._failed(error) from None

    def verdicts(self, columns: Any) -> list[int]:
        """The verdicts on events of another engine's columns; -1 where only Python can tell."""
        try:
            found: list[int] = self._scanner.verdicts(columns)
        except self._error as error:
            raise self._failed(error) from None
        return found

    def forget(self) -> None:
        """Forget all remembered answers."""
        self._scanner.forget()
        self._oracle.forget()

    def _failed(self, error: Exception) -> ActioncliError:
        self.forget()
        return ActioncliError(f"the compiled core failed: {error}; ACTIONCLI_CORE=pure runs without it")
