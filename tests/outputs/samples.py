"""Small hand-made counts, and texts that try to spoil an output."""

from __future__ import annotations

from datetime import UTC, datetime

from actioncli.stats import ActionStats, Group, MatcherStats, Stats

FIRST = datetime(2025, 2, 1, 0, 0, 34, 232000, tzinfo=UTC)
LAST = datetime(2025, 2, 14, 23, 59, tzinfo=UTC)

HOSTILE = (
    "[bold]red[/]",
    "\x1b[31mred\x1b[0m",
    "two\nlines",
    "a\ttab",
    "a|pipe",
    "🎉👩‍👩‍👧",
    "动作",
    "עברית",
    "\u202egnp.exe",
    "\ud83d",
    "\x9b31m",
    "back\\slash",
    'quo"te',
    "a,comma",
    "cr\r",
    "",
    " ",
    "nul\x00",
    "=1+1",
)


def action(
    name: str,
    events: int,
    share: float,
    users: int = 0,
    *,
    matchers: tuple[int, ...] = (),
    series: tuple[int, ...] = (),
    groups: tuple[Group, ...] | None = None,
) -> ActionStats:
    """An action that was seen from FIRST to LAST if at all."""
    first, last = (FIRST, LAST) if events else (None, None)
    numbered = tuple(MatcherStats(number, count) for number, count in enumerate(matchers, 1))
    return ActionStats(name, events, share, users, first, last, numbered, series, groups)


PLAIN = Stats(
    events=1234,
    matched=420,
    unmatched=814,
    bad_lines=3,
    skipped=2,
    first_seen=FIRST,
    last_seen=LAST,
    by=None,
    actions=(
        action("Signed up", 400, 400 / 1234, 120, matchers=(390, 10), series=(0, 100, 50, 250)),
        action("Größe, 大", 20, 20 / 1234, 7, matchers=(20,), series=(20, 0, 0, 0)),
        action("Never", 0, 0.0, matchers=(0,), series=(0, 0, 0, 0)),
    ),
)

GROUPED = Stats(
    events=100,
    matched=100,
    unmatched=0,
    bad_lines=0,
    skipped=0,
    first_seen=FIRST,
    last_seen=FIRST,
    by="day",
    actions=(
        action("Signed up", 100, 1.0, 9, groups=(Group("2025-02-01", 75, 9), Group("2025-02-02", 25, 4))),
        action("Never", 0, 0.0, groups=()),
    ),
)


def named(name: str) -> Stats:
    """The counts of one action of that name, with one group whose key is that name too."""
    entry = action(name, 1, 1.0, 1, matchers=(1,), series=(1,), groups=(Group(name, 1, 1),))
    return Stats(1, 1, 0, 0, 0, FIRST, LAST, "event", (entry,))
