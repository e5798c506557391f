"""Layouts: the columns of a table, by the fields of an event.

A layout is one item of `LAYOUTS`; `--column` replaces columns.
Fields have their names from the actions file. `properties`, `person` and `group.N` are JSON columns,
and `properties.plan` is a column with a single property.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto

from msgspec import Struct
from msgspec.structs import replace

from actioncli.errors import ActioncliError
from actioncli.near import near, shown


class ColumnType(Enum):
    """The type of a column."""

    text = auto()
    other = auto()
    """A UUID or another type whose text equals the text in an export."""
    moment = auto()
    """The database's own time type."""
    json = auto()
    """A JSON object, as text or of the database's own type."""
    json_text = auto()
    """A text, as a JSON string."""


class Column(Struct, frozen=True):
    """A column: its name, its type, and whether empty text means an absent value."""

    name: str
    holds: ColumnType = ColumnType.text
    empty_is_absent: bool = False
    is_always_there: bool = False
    """Whether it is never null."""


class Layout(Struct, frozen=True):
    """The columns of a table, by field. If a field has several columns, the first one that is not null counts."""

    name: str
    summary: str
    columns: Mapping[str, tuple[Column, ...]]

    def with_columns(self, given: Mapping[str, str]) -> Layout:
        """The layout with other columns for some fields; raises `ActioncliError` for an unknown field."""
        columns = dict(self.columns)
        for field, name in given.items():
            if not _KEYED.match(field) and field not in FIELDS:
                hint = near(field, FIELDS) or "use a field of the actions file, such as properties.plan"
                raise ActioncliError(f"--column: {shown(field)} is not a field; {hint}")
            known = columns.get(field)
            holds = known[-1].holds if known else _holds(field)
            columns[field] = (Column(name, holds, known[-1].empty_is_absent if known else False),)
        return replace(self, columns=columns)


FIELDS = (
    *("event", "distinct_id", "uuid", "person_id", "timestamp", "created_at", "url", "elements"),
    *("properties", "person"),
    *(f"group.{index}" for index in range(5)),
    *(f"$group_{index}" for index in range(5)),
)
"""The fields that can have a column, apart from single properties."""

_KEYED = re.compile(r"(?:properties|person|group\.[0-4])\..")


def _holds(field: str) -> ColumnType:
    if field in ("properties", "person") or (field.startswith("group.") and field.count(".") == 1):
        return ColumnType.json
    return ColumnType.moment if field in ("timestamp", "created_at") else ColumnType.text


def _of(**columns: Column | str) -> dict[str, tuple[Column, ...]]:
    return {field: (Column(column) if isinstance(column, str) else column,) for field, column in columns.items()}


_EXPORT = {
    **_of(
        event="event",
        distinct_id="distinct_id",
        uuid="uuid",
        person_id="person_id",
        timestamp=Column("timestamp", ColumnType.moment),
        created_at=Column("created_at", ColumnType.moment),
        properties=Column("properties", ColumnType.json),
        person=Column("person_properties", ColumnType.json),
        elements="elements_chain",
    )
}

_OWN = {
    **_of(
        event=Column("event", is_always_there=True),
        distinct_id=Column("distinct_id", is_always_there=True),
        uuid=Column("uuid", ColumnType.other),
        person_id=Column("person_id", ColumnType.other, empty_is_absent=True),
        timestamp=Column("timestamp", ColumnType.moment),
        created_at=Column("created_at", ColumnType.moment),
        properties=Column("properties", ColumnType.json),
        person=Column("person_properties", ColumnType.json),
        elements="elements_chain",
    ),
    **{f"group.{index}": (Column(f"group{index}_properties", ColumnType.json),) for index in range(5)},
    **{f"$group_{index}": (Column(f"$group_{index}", empty_is_absent=True),) for index in range(5)},
}


def _destination(elements: Column) -> dict[str, tuple[Column, ...]]:
    """A table that PostHog exports to a warehouse: without person properties, and with its own name for the chain."""
    return _of(
        event="event",
        distinct_id="distinct_id",
        uuid="uuid",
        timestamp=Column("timestamp", ColumnType.moment),
        properties=Column("properties", ColumnType.json),
        elements=elements,
    )


_TRACKS = {
    **_of(
        event="event_text",
        uuid="id",
        timestamp=Column("timestamp", ColumnType.moment),
        created_at=Column("received_at", ColumnType.moment),
        url="context_page_url",
    ),
    "distinct_id": (Column("user_id", empty_is_absent=True), Column("anonymous_id", empty_is_absent=True)),
}

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "posthog-export",
        "the columns of PostHog's Parquet and JSON Lines exports",
        _EXPORT,
    ),
    Layout("posthog-clickhouse", "the table `events` of PostHog's own ClickHouse", _OWN),
    Layout(
        "posthog-bigquery",
        "the table that PostHog exports to BigQuery",
        _destination(Column("elements", ColumnType.json_text)),
    ),
    Layout(
        "posthog-postgres",
        "the table that PostHog exports to PostgreSQL",
        _destination(Column("elements", ColumnType.json_text)),
    ),
    Layout("segment", "the table `tracks` of Segment's warehouses; properties by --column", _TRACKS),
    Layout("rudderstack", "the table `tracks` of RudderStack's warehouses; properties by --column", _TRACKS),
)

BY_NAME = {layout.name: layout for layout in LAYOUTS}


def layout_named(name: str) -> Layout:
    """The layout with this name; raises `ActioncliError` for an unknown name."""
    if name not in BY_NAME:
        hint = near(name, BY_NAME) or f"there are: {', '.join(BY_NAME)}"
        raise ActioncliError(f"no layout is named {shown(name)}; {hint}")
    return BY_NAME[name]
