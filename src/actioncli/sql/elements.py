"""Conditions on elements."""

from __future__ import annotations

from actioncli.actions.model import Condition
from actioncli.conditions.operators.base import Reading as OperatorReading
from actioncli.sql.building import Sql
from actioncli.sql.fields import Reading
from actioncli.sql.refusals import CannotSay


def said_of_elements(reading: Reading, condition: Condition, now: OperatorReading) -> Sql:
    raise CannotSay("elements", "elements")
