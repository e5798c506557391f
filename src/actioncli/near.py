"""Names in messages, and the known name that is similar to an unknown one."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_SHOWN = 60
LONGEST_IN_PATH = 200
LONGEST_FILE_NAME = 1000
MOST_COMPARED = 2000
"""The most candidates that are compared letter by letter; more would take minutes."""


def near(name: str, candidates: Iterable[str]) -> str:
    """A question such as "did you mean `event`?"; empty if no candidate is similar."""
    plain: dict[str, str] = {}
    for candidate in candidates:
        plain.setdefault(_plain(candidate), candidate)
    wanted = _plain(name[: 2 * LONGEST_SHOWN])
    if wanted in plain:
        return f"did you mean {shown(plain[wanted])}?"
    if len(plain) > MOST_COMPARED:
        return ""
    import difflib  # noqa: PLC0415 - only a wrong name needs it

    close = difflib.get_close_matches(wanted, plain, n=1)
    return f"did you mean {shown(plain[close[0]])}?" if close else ""


def shown(name: str) -> str:
    """A name in backquotes: on one line, printable, and cut if it is long."""
    return f"`{printable(name)}`"


def printable(name: str, longest: int = LONGEST_SHOWN) -> str:
    """A name without control characters, cut if it is longer than `longest`."""
    cut = name if len(name) <= longest else f"{name[: longest - 1]}…"
    if cut.isprintable():
        return cut
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in cut)


def one_of(names: Iterable[str]) -> str:
    """Names as a choice, such as "`a`, `b` or `c`"."""
    *most, last = map(shown, names)
    return f"{', '.join(most)} or {last}" if most else last


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
