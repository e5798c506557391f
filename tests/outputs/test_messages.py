"""Messages on stderr."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from actioncli.outputs.messages import bad_lines_report, print_error, print_message

PLACES = [(f"log{number}.jsonl", number, "not JSON") for number in range(1, 8)]


def test_the_first_bad_lines_are_located_and_the_rest_counted() -> None:
    assert bad_lines_report(PLACES, 1042) == (
        "log1.jsonl:1: not JSON\n"
        "log2.jsonl:2: not JSON\n"
        "log3.jsonl:3: not JSON\n"
        "log4.jsonl:4: not JSON\n"
        "log5.jsonl:5: not JSON\n"
        "… and 1,037 more"
    )


@pytest.mark.parametrize(
    ("places", "total", "report"),
    [
        ([], 0, ""),
        (PLACES[:1], 1, "log1.jsonl:1: not JSON"),
        (PLACES[:1], 2, "log1.jsonl:1: not JSON\n… and 1 more"),
        ([], 1, "1 bad line"),
        ([], 3, "3 bad lines"),
        ([("a\nb\x1b", 1, "found \t")], 1, r"a\nb\x1b:1: found \t"),
    ],
)
def test_the_report_says_how_many_and_no_more(places: list[tuple[str, int, str]], total: int, report: str) -> None:
    assert bad_lines_report(places, total) == report


def test_an_error_is_introduced_by_the_program_s_name() -> None:
    stream = io.StringIO()

    print_error(ValueError("no such file"), stream)

    assert stream.getvalue() == "actioncli: no such file\n"


@pytest.mark.parametrize(
    ("encoding", "output"),
    [
        ("utf-8", "… é 🎉 \\udce9 \\x1b[31m\n\ttab\n".encode()),
        ("latin-1", b"\\u2026 \xe9 \\U0001f389 \\udce9 \\x1b[31m\n\ttab\n"),
        ("ascii", b"\\u2026 \\xe9 \\U0001f389 \\udce9 \\x1b[31m\n\ttab\n"),
    ],
)
def test_a_message_arrives_whatever_it_holds_and_whatever_the_encoding(encoding: str, output: bytes) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="\n")

    print_message("… é 🎉 \udce9 \x1b[31m\n\ttab", stream)

    assert raw.getvalue() == output


def test_without_a_stderr_there_is_nobody_to_tell() -> None:
    code = "import sys; sys.stderr = None; from actioncli.outputs.messages import print_error; print_error('x')"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b""


def test_a_reader_that_has_gone_is_no_trouble() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    print_error("x", Gone())
