"""The table of events: which of its columns a statement reads, and which of its rows."""

from __future__ import annotations

from msgspec import Struct
from sqlglot import exp

from actioncli.actions.model import Field
from actioncli.sql import expressions as sql
from actioncli.sql.expressions import Expr
from actioncli.sql.fields import Reading


class Table(Struct, frozen=True):
    """A table, how it is read, and what every statement knows of an event."""

    source: Expr
    reading: Reading
    user: Expr
    moment: Expr
    since: int | None = None
    """Only events from this moment on, in microseconds since 1970."""
    until: int | None = None
    """Only events before it."""

    @classmethod
    def of(cls, source: Expr, reading: Reading, users: str, since: int | None, until: int | None) -> Table:
        """The table, with the user and the moment of an event among the columns that are read."""
        return cls(source, reading, reading.user(users), reading.builder(Field("timestamp")).text, since, until)

    def all_columns(self) -> list[str]:
        """The columns of the layout, which are then read, each once."""
        columns = (column for columns in self.reading.layout.columns.values() for column in columns)
        return list(dict.fromkeys(self.reading.carried(column.name).name for column in columns))

    def select(self) -> exp.Select:
        """The columns that are read, of events that have a name and lie in the window."""
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
