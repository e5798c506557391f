"""ClickHouse behind a pipe: a program that answers statements with chDB, until its standard input ends.

    python chdb_server.py

A question is a line of JSON, `[statement, format]`.
An answer is a line, `ok LENGTH` or `error LENGTH`, and so many bytes.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import BinaryIO

PATIENCE = 300
"""Seconds that one statement may take."""


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answers every question in turn."""
    from chdb.session import Session

    session = Session()
    for line in questions:
        statement, form = json.loads(line)
        signal.alarm(PATIENCE)  # ends this process by itself: a statement that hangs must not outlive the tests
        try:
            word, answer = b"ok", session.query(statement, form).bytes()
        except Exception as error:  # noqa: BLE001 - whatever it is, the tests want to see it
            word, answer = b"error", str(error).encode("utf-8", "replace")
            session.query("SELECT 1", "Null")  # takes the beginning of an answer that chDB would put before the next
        signal.alarm(0)
        answers.write(b"%s %d\n%s" % (word, len(answer), answer))
        answers.flush()
    session.close()


def main() -> None:
    """Keeps the answers apart from what ClickHouse itself may print, which goes to stderr."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests, which then close the pipe
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
