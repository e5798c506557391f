"""How the periods of `--by` begin, and how they are printed for databases that print times as C does."""

from __future__ import annotations

from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr

PERIODS = {"hour": "%Y-%m-%dT%H:00", "day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}
"""A week by its first day."""

MONDAY, SUNDAY = "monday", "sunday"
"""The first days that weeks can have."""


def truncated(moment: Expr, by: str, *, sunday: bool) -> Expr:
    """The start of a period by DATE_TRUNC, whose weeks begin on Monday.

    A week that begins on Sunday is the one that the next day lies in, a day earlier.
    """
    if by != "week" or not sunday:
        return sql.call("DATE_TRUNC", sql.string(by), moment)
    day = exp.Interval(this=sql.string("1"), unit=exp.var("DAY"))
    next_day = exp.Add(this=exp.Paren(this=moment.copy()), expression=day)
    return exp.Sub(this=sql.call("DATE_TRUNC", sql.string(by), next_day), expression=day.copy())
