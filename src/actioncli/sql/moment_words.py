"""What can be said of a column of the database's own times: how they lie, and nothing about their text."""

from __future__ import annotations

from collections.abc import Iterable

from actioncli.conditions.operators.words import Comparing
from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.dialect import Speech
from actioncli.sql.refusals import CannotSay
from actioncli.sql.values import TextWords


class MomentWords(TextWords):
    """A moment; exports spell one in more ways than one, so that its text is anybody's guess."""

    def __init__(self, speech: Speech, moment: Sql) -> None:
        super().__init__(speech, lambda: moment, None)

    def reads(self, texts: Iterable[str]) -> Sql:
        raise self._refusal()

    def holds(self, literal: str) -> Sql:
        raise self._refusal()

    def finds(self, pattern: str) -> Sql:
        raise self._refusal()

    def is_the_number(self, number: int | float, *, or_its_digits: bool = False) -> Sql:
        raise self._refusal()

    def compares(self, comparing: Comparing, bound: int | float) -> Sql:
        raise self._refusal()

    @staticmethod
    def _refusal() -> CannotSay:
        hint = "use is_date_exact, is_date_before or is_date_after"
        return CannotSay("the column holds times, and exports spell them in more ways than one", "times-as-text", hint)

    def lies(self, comparing: Comparing, moment: int) -> Sql:
        down, rest = divmod(moment, 1_000)
        if comparing == "=" and rest:
            return sql.answer(False)
        microseconds = down + 1 if rest and comparing in (">=", "<") else down
        return sql.compared(self.text, comparing, self.speech.at(microseconds))
