"""Events of an export as rows of a table: what PostHog's destinations make of them, in plain Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

MOMENTS = ("timestamp", "created_at")
EXPORT = ("uuid", "event", "distinct_id", "person_id", "elements_chain", "properties", "person_properties", *MOMENTS)
"""The columns of a Parquet file of PostHog, and of JSON Lines read as a table."""

OWN = (
    *EXPORT,
    *(f"group{index}_properties" for index in range(5)),
    *(f"$group_{index}" for index in range(5)),
)
"""The columns of the table `events` in PostHog's own ClickHouse."""

DESTINATION = ("uuid", "event", "distinct_id", "properties", "elements", "timestamp")
"""The columns of a warehouse that PostHog exports to, as far as actions can ask for them."""

COLUMNS = {
    "posthog-clickhouse": OWN,
    "posthog-export": EXPORT,
    "posthog-bigquery": DESTINATION,
    "posthog-postgres": DESTINATION,
}


def rows(events: list[dict[str, Any]], layout: str) -> Iterator[dict[str, Any]]:
    """The rows of a layout: JSON as text, moments as datetimes in UTC, all else as text or None."""
    for event in events:
        yield {column: cell(event, column, layout) for column in COLUMNS[layout]}


def cell(event: dict[str, Any], column: str, layout: str) -> Any:
    """What a column holds of an event."""
    if column == "elements":
        chain = event.get("elements_chain") or ""
        return chain if layout == "posthog-bigquery" and not chain else json.dumps(chain, ensure_ascii=False)
    value = event.get(column)
    if column in MOMENTS:
        return None if value is None else moment(value)
    if column.endswith("properties"):
        return None if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if value is None and layout == "posthog-clickhouse":
        return ""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def moment(text: str) -> datetime:
    """A time of ISO 8601; one without a zone is UTC."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
