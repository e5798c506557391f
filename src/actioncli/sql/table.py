"""The table of events: the columns and rows that a statement reads."""

from __future__ import annotations

from msgspec import Struct
from sqlglot import exp

from actioncli.actions.model import Field
from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr
from actioncli.sql.fields import Reading


class Table(Struct, frozen=True):
    """A table, how it is read, and the user and time of an event."""

    source: Expr
    reading: Reading
    user: Expr
    moment: Expr
    since: int | None = None
    """Only events from this time on, in microseconds since 1970."""
    until: int | None = None
    """Only events before it."""

    @classmethod
    def of(cls, source: Expr, reading: Reading, users: str, since: int | None, until: int | None) -> Table:
        """The table, with the user and the time of an event among the columns that are read."""
        return cls(source, reading, reading.user(users), reading.builder(Field("timestamp")).text, since, until)

    def all_columns(self) -> list[str]:
        """The columns of the layout, each once; all of them are then read."""
        columns = (column for columns in self.reading.layout.columns.values() for column in columns)
        return list(dict.fromkeys(self.reading.carried(column.name).name for column in columns))

    def select(self) -> exp.Select:
        """The SELECT of the columns that are read, for events that have a name and are within the time window."""
        found = exp.select(*map(sql.column, self.reading.plain), *self.reading.read.named()).from_(self.source)
        (name, *_) = self.reading.columns("event")
        wanted = [] if name.is_always_there else [sql.is_not_null(sql.column(name.name))]
        for bound, comparing in ((self.since, ">="), (self.until, "<")):
            if bound is not None:
                moment = sql.column(self.moment.name)
                wanted.append(sql.compare(moment, comparing, self.reading.dialect.timestamp(bound)))
        for section in self.reading.sections:
            readable = self.reading.dialect.check_json(sql.column(section))
            wanted += [] if readable is None else [readable]
        return found.where(sql.all_of(wanted)) if wanted else found
