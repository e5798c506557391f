"""Messages for people, on stderr: control characters and characters outside the encoding are escaped."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from actioncli.outputs.screen import visible

if TYPE_CHECKING:
    from actioncli.profiling import Profile

LOCATED = 5
"""The number of bad lines that are shown with their location."""
MOST_ACTIONS = 20
"""The number of actions shown, the slowest first."""


def bad_lines_report(located: Sequence[tuple[str, int, str]], total: int) -> str:
    """The first bad lines as `file:line: why`, then the number of the others; empty if there are none.

    `located` holds the first few, or all, as (file, line, why); `total` counts them all.
    """
    shown = [f"{file}:{line}: {why}" for file, line, why in located[:LOCATED]]
    rest = total - len(shown)
    if rest > 0:
        shown.append(f"… and {rest:,} more" if shown else f"{rest:,} bad line{'s' * (rest != 1)}")
    return "\n".join(visible(line) for line in shown)


def profile_text(profile: Profile, elapsed: float, core: str) -> str:
    """The report of `--profile`: the core, seconds by stage, and microseconds by action on a sample."""
    total = sum(profile.stages.values())
    lines = [f"profile: {elapsed:.2f} s, {total:.2f} s of work in all processes, {core}"]
    for stage, seconds in profile.stages.items():
        share = seconds / total if total else 0.0
        lines.append(f"  {stage:<8} {seconds:8.3f} s  {share:6.1%}")
    if "scan" in profile.stages:
        lines.append(
            f"the compiled core left {profile.left:,} of {profile.lines:,} lines to Python,"
            f" and asked Python to match {profile.asked:,} events"
        )
    lines.append(f"{profile.evaluated:,} events needed more than their name")
    if not profile.sampled:
        return "\n".join(lines)
    lines.append(f"actions, each matched alone on {profile.sampled:,} of these events:")
    lines.append("  candidates   matched  µs/event  action")
    costs = sorted(profile.actions.items(), key=lambda item: -item[1].seconds)
    for name, cost in costs[:MOST_ACTIONS]:
        each = cost.seconds / profile.sampled * 1e6
        lines.append(f"  {cost.candidates:10,} {cost.matched:9,} {each:9.2f}  {name}")
    if len(costs) > MOST_ACTIONS:
        lines.append(f"  … and {len(costs) - MOST_ACTIONS:,} faster ones")
    return "\n".join(lines)


def print_error(message: object, stream: TextIO | None = None) -> None:
    """Write `actioncli: message` to stderr (or to `stream`)."""
    print_message(f"actioncli: {message}", stream)


def print_message(message: object, stream: TextIO | None = None) -> None:
    """Write a message and a line break to stderr (or to `stream`), escaping what the encoding cannot express.

    Line breaks and tabs stay; other control characters are escaped too.
    If stderr is closed or cannot be written (a broken pipe, a full disk), the message is lost.
    """
    stream = stream or sys.stderr
    if stream is None:  # a process may be started with stderr closed
        return
    encoding = stream.encoding or "utf-8"
    text = visible(str(message), keep="\n\t") + "\n"
    with contextlib.suppress(OSError):
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
