"""The fields of an event in SQL: the column of each, and the builder of tests for it."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace
from sqlglot import exp

from actioncli.actions.model import Field
from actioncli.matching.readers import pointer_steps
from actioncli.sql import expressions as sql
from actioncli.sql.columns import Layer
from actioncli.sql.dialect import Dialect
from actioncli.sql.expressions import Expr
from actioncli.sql.layouts import Column, ColumnType, Layout
from actioncli.sql.unsupported import UnsupportedError
from actioncli.sql.values import TextBuilder, TimestampBuilder
from actioncli.users import PERSON


class Reading(Struct, frozen=True):
    """How events are read from a table: the dialect, the layout, and the layers of derived columns."""

    dialect: Dialect
    layout: Layout
    read: Layer = field(default_factory=lambda: Layer("f"))
    """Text forms of fields, computed from the table's columns."""
    split: Layer = field(default_factory=lambda: Layer("h"))
    """Lists, computed from `read`."""
    derived: Layer = field(default_factory=lambda: Layer("g"))
    """Numbers, times and shorter lists, computed from `read` and `split`."""
    plain: dict[str, None] = field(default_factory=dict)
    """The table's columns that are used unchanged."""
    sections: dict[str, None] = field(default_factory=dict)
    """The table's columns that are read as JSON."""

    def carried(self, name: str) -> Expr:
        """A column of the table, used unchanged."""
        self.plain.setdefault(name)
        return sql.column(name)

    def section(self, name: str) -> Expr:
        """A column of the table, read as JSON."""
        (column,) = self.columns(name)
        self.sections.setdefault(column.name)
        return sql.column(column.name)

    def columns(self, name: str) -> tuple[Column, ...]:
        """The columns of a field in the layout; raises `UnsupportedError` if it has none."""
        found = self.layout.columns.get(name)
        if found is None:
            hint = f"give one with --column {name}=COLUMN"
            raise UnsupportedError(f"the layout {self.layout.name} has no column for it", hint=hint)
        return found

    def builder(self, asked: Field) -> TextBuilder | TimestampBuilder:
        """The builder of tests for a field, other than fields of elements."""
        if asked.name in ("properties", "person", "group"):
            return self._keyed(asked)
        if asked.name == "url" and "url" not in self.layout.columns:
            return self._in_section("properties", ("$current_url",))
        if asked.name.startswith("$group_"):
            return self._group_key(asked.name)
        columns = self.columns(asked.name)
        if columns[0].holds is ColumnType.moment:
            return TimestampBuilder(self.dialect, self.carried(columns[0].name))
        return self._own(columns, str(asked))

    def user(self, kind: str) -> Expr:
        """The event's user, as text; `kind` is one of `users.KINDS`."""
        distinct_id = self._own(self.columns("distinct_id"), "distinct_id").text
        persons = self.layout.columns.get("person_id", ()) if kind == PERSON else ()
        if not persons:
            return distinct_id
        ids = [sql.null_if_empty(_text(self.dialect, replace(column, empty_is_absent=False))) for column in persons]
        others = [_text(self.dialect, column) for column in self.columns("distinct_id")]
        return self.read.column(sql.coalesce(*ids, *others), "the user: a person, else a distinct id")

    def _keyed(self, asked: Field) -> TextBuilder | TimestampBuilder:
        section = f"group.{asked.index}" if asked.name == "group" else asked.name
        if f"{section}.{asked.key}" in self.layout.columns:
            return self._own(self.columns(f"{section}.{asked.key}"), str(asked))
        if section == "person" and asked.key == "distinct_id":
            return self._own(self.columns("distinct_id"), "distinct_id")
        if section == "properties" and asked.key == "$elements_chain":
            chain = sql.null_if_empty(self.chain())
            return TextBuilder(self.dialect, lambda: self.read.column(chain, str(asked)), self.derived)
        if section not in self.layout.columns:
            hint = f"give one with --column {section}.{asked.key}=COLUMN"
            raise UnsupportedError(f"the layout {self.layout.name} has no column for it", hint=hint)
        steps = pointer_steps(asked.key) if asked.key.startswith("/") else (asked.key,)
        return self._in_section(section, steps)

    def _in_section(self, section: str, steps: tuple[str, ...]) -> TextBuilder:
        place, comment = self.section(section), f"{section}: {'/'.join(steps)}"
        return TextBuilder(
            self.dialect,
            lambda: self.read.column(self.dialect.loose_text(place, steps), comment),
            self.derived,
            exact=lambda: self.read.column(self.dialect.exact_text(place, steps), f"{comment}, as text"),
            numeric=lambda: self.read.column(self.dialect.number_text(place, steps), comment),
            number=lambda: self.read.column(self.dialect.is_json_number(place, steps), f"{comment}, a number?"),
        )

    def _group_key(self, name: str) -> TextBuilder:
        """The key of a group, from its own column or from the properties."""
        ways = [_text(self.dialect, column) for column in self.layout.columns.get(name, ())]
        if "properties" in self.layout.columns:
            ways.append(self.dialect.exact_text(self.section("properties"), (name,)))
        if not ways:
            self.columns(name)
        return TextBuilder(self.dialect, lambda: self.read.column(sql.coalesce(*ways), name), self.derived)

    def _own(self, columns: tuple[Column, ...], comment: str) -> TextBuilder:
        texts = [_text(self.dialect, column) for column in columns]
        if len(texts) == 1 and isinstance(texts[0], exp.Column):
            name = columns[0].name
            return TextBuilder(
                self.dialect, lambda: self.carried(name), self.derived, always_there=columns[0].is_always_there
            )
        return TextBuilder(self.dialect, lambda: self.read.column(sql.coalesce(*texts), comment), self.derived)

    def chain(self) -> Expr:
        """The elements chain as text; empty if there is none."""
        (column,) = self.columns("elements")
        value = sql.column(column.name)
        chain = self.dialect.json_string(value) if column.holds is ColumnType.json_text else value
        ways = [sql.null_if_empty(chain)]
        if "properties" in self.layout.columns:
            ways.append(self.dialect.loose_text(self.section("properties"), ("$elements_chain",)))
        return sql.coalesce(*ways, sql.string(""))


def _text(dialect: Dialect, column: Column) -> Expr:
    value = sql.column(column.name)
    text = dialect.to_text(value) if column.holds is ColumnType.other else value
    return sql.null_if_empty(text) if column.empty_is_absent else text
