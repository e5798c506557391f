"""A process that answers statements with chDB (`chdb_server.py`), seen from the tests.

process = Process()
process.answer("SELECT 1", "JSONEachRow")
"""

from __future__ import annotations

import atexit
import json
import signal
import subprocess
import sys
from pathlib import Path

SERVER = Path(__file__).parent / "chdb_server.py"
PATIENCE = 300
"""Seconds that it may take to end."""


class StatementError(Exception):
    """What ClickHouse says of a statement that failed."""


class DiedError(Exception):
    """The process ended in the middle of a statement."""


class Process:
    """Lives as long as the tests at most: it ends with its standard input."""

    def __init__(self) -> None:
        # -P: the program stands beside `chdb.py`, and must not take that for the library.
        self.child = subprocess.Popen([sys.executable, "-P", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self.close)

    def answer(self, statement: str, form: str) -> bytes:
        """What a statement gives, in a format of ClickHouse; raises `StatementError` or `DiedError`."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        try:
            self.child.stdin.write(json.dumps([statement, form]).encode() + b"\n")
            self.child.stdin.flush()
        except BrokenPipeError:
            raise self._died(statement) from None
        word, _, length = self.child.stdout.readline().decode().partition(" ")
        answer = self.child.stdout.read(int(length)) if length.endswith("\n") else b""
        if not length.endswith("\n") or len(answer) < int(length):
            raise self._died(statement)
        if word == "error":
            raise StatementError(answer.decode())
        return answer

    def close(self) -> None:
        """Ends it, if it has not ended by itself."""
        atexit.unregister(self.close)
        self.child.communicate(timeout=PATIENCE)

    def _died(self, statement: str) -> DiedError:
        self.close()
        code = self.child.returncode
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        return DiedError(f"the process of chDB {how} while it was at this statement: {statement}")
