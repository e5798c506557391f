"""Redshift: columns of their own are read; what lies in JSON is not.

No test runs on it; its functions of JSON give an empty text for a value that is absent, which cannot be told from one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.periods import truncated
from actioncli.sql.plain import PlainSpeech
from actioncli.sql.refusals import CannotSay

_PERIODS = {"hour": 'YYYY-MM-DD"T"HH24:00', "day": "YYYY-MM-DD", "week": "YYYY-MM-DD", "month": "YYYY-MM"}


class Redshift(PlainSpeech):
    """Redshift, with times in columns of TIMESTAMPTZ."""

    name = "redshift"

    def loose_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        raise _no_json()

    def text_form(self, section: Sql, steps: Sequence[str]) -> Sql:
        raise _no_json()

    def is_number(self, section: Sql, steps: Sequence[str]) -> Sql:
        raise _no_json()

    def json_string(self, value: Sql) -> Sql:
        raise _no_json()

    def at(self, microseconds: int) -> Sql:
        since = exp.Interval(this=sql.text(f"{microseconds} microseconds"))
        epoch = sql.cast_to(sql.text("1970-01-01 00:00:00+00"), "TIMESTAMPTZ")
        return exp.Paren(this=exp.Add(this=epoch, expression=since))

    def period(self, moment: Sql, by: str, *, sunday: bool) -> Sql:
        utc = sql.call("CONVERT_TIMEZONE", sql.text("UTC"), moment)
        return sql.call("TO_CHAR", truncated(utc, by, sunday=sunday), sql.text(_PERIODS[by]))


def _no_json() -> CannotSay:
    reason = "its functions of JSON do not tell an absent value from an empty text"
    return CannotSay(reason, "json", "name a column for it, as in --column properties.plan=plan")
