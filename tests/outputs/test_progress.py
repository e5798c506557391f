"""The progress bar."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from actioncli.outputs.progress import Progress, status


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    return Clock()


def test_short_work_shows_nothing(clock: Clock) -> None:
    stream = io.StringIO()

    with Progress(1000, enabled=True, stream=stream, clock=clock) as progress:
        clock.now += 0.69
        progress.update(500)

    assert stream.getvalue() == ""


def test_long_work_shows_how_far_it_is(clock: Clock) -> None:
    stream = io.StringIO()

    with Progress(4_000_000, enabled=True, stream=stream, clock=clock) as progress:
        clock.now += 1.0
        progress.update(1_000_000, 1234)
        shown = stream.getvalue()

    assert "1.0 of 4.0 MB · 1,234 events · 1.0 MB/s · 3 s left" in shown


def test_the_bar_leaves_no_trace(clock: Clock) -> None:
    stream = io.StringIO()

    with Progress(4_000_000, enabled=True, stream=stream, clock=clock) as progress:
        clock.now += 1.0
        progress.update(1_000_000)

    assert stream.getvalue().endswith("\x1b[2K")
    assert stream.getvalue().count("\x1b[?25l") == stream.getvalue().count("\x1b[?25h") == 1


def test_the_bar_is_drawn_at_most_ten_times_a_second(clock: Clock) -> None:
    stream = io.StringIO()

    with Progress(None, enabled=True, stream=stream, clock=clock) as progress:
        clock.now += 1.0
        progress.update(1)
        drawn = stream.getvalue()
        clock.now += 0.05
        progress.update(2)
        assert stream.getvalue() == drawn
        clock.now += 0.06
        progress.update(3)
        assert stream.getvalue() != drawn


def test_the_streams_stay_the_process_s_own(clock: Clock) -> None:
    streams = (sys.stdout, sys.stderr)

    with Progress(10, enabled=True, stream=io.StringIO(), clock=clock) as progress:
        clock.now += 1.0
        progress.update(1)
        assert (sys.stdout, sys.stderr) == streams


def test_rich_is_imported_only_for_a_bar_that_shows() -> None:
    code = (
        "import io, sys; from actioncli.outputs.progress import Progress\n"
        "for enabled, seconds in ((False, 9.0), (True, 0.1), (True, 9.0)):\n"
        "    times = iter((0.0, seconds))\n"
        "    with Progress(1, enabled=enabled, stream=io.StringIO(), clock=lambda: next(times)) as progress:\n"
        "        progress.update(1)\n"
        "    print('rich' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert run.stdout.split() == ["False", "False", "True"]


@pytest.mark.parametrize(
    ("done", "total", "events", "seconds", "text"),
    [
        (0, 1000, None, 0.0, "0 B of 1.0 kB · 0 B/s"),
        (999, 4_800_000_000, 1, 1.0, "999 B of 4.8 GB · 1 event · 999 B/s · 1334 h 40 min left"),
        (1_200_000_000, 4_800_000_000, 123_456, 4.0, "1.2 of 4.8 GB · 123,456 events · 300 MB/s · 12 s left"),
        (100_000_000, 400_000_000, None, 100.0, "100 of 400 MB · 1.0 MB/s · 5 min 0 s left"),
        (5_000_000_000_000, None, 2, 10.0, "5.0 TB · 2 events · 500 GB/s"),
        (2000, 1000, None, 1.0, "2.0 of 1.0 kB · 2.0 kB/s · 0 s left"),
    ],
)
def test_the_status_is_said_in_words(
    done: int, total: int | None, events: int | None, seconds: float, text: str
) -> None:
    assert status(done, total, events, seconds) == text
