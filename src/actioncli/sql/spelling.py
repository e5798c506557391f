"""Regular expressions of RE2 as other databases spell them, or why they cannot.

Three databases run RE2 itself, where a pattern needs no more than to be told that `.` is any character.
"""

from __future__ import annotations

from enum import Enum

from actioncli.conditions.patterns import PatternError, finding
from actioncli.sql.refusals import CannotSay
from actioncli.sql.regex_syntax import UntranslatableError
from actioncli.sql.regexes import JAVA, POSTGRES


class Spelling(Enum):
    """The regular expressions that databases know."""

    re2 = "re2"
    java = "java"
    postgres = "postgres"


def spelled(pattern: str, spelling: Spelling) -> str:
    """The pattern as a database reads it; raises `CannotSay` for what that would read otherwise."""
    try:
        finding(pattern)
    except PatternError as error:
        raise CannotSay(f"the pattern that says it is refused by RE2: {error.reason}", "large-patterns") from None
    if spelling is Spelling.re2:
        return f"(?s){pattern}" if "." in pattern else pattern
    try:
        return _SYNTAXES[spelling].pattern(pattern)
    except UntranslatableError as error:
        raise CannotSay(str(error), error.gap) from None


_SYNTAXES = {Spelling.java: JAVA, Spelling.postgres: POSTGRES}
