"""The answers of SQL statements, compared with those of another matcher for the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actioncli.actions.model import Actions
from actioncli.errors import ActioncliError
from actioncli.events.chain_text import element_parts, until_quotes_close
from actioncli.sql.request import Request, Statement, statement
from actioncli.sql.unsupported import UnsupportedCondition
from sql.engines import Engine
from sql.engines.columns import COLUMNS

EVERYTHING = "posthog-clickhouse"
"""The layout that has a column for every field."""

Matcher = Callable[[Actions, dict[str, Any], datetime], list[str]]
"""The names of the actions that match an event."""


def as_rows(events: Iterable[dict[str, Any]], layout: str = EVERYTHING) -> list[dict[str, Any]]:
    """The events as far as a table of that layout holds them, each with a uuid of its own."""
    rows = []
    for number, event in enumerate(events):
        row = {key: event[key] for key in COLUMNS[layout] if key in event}
        if isinstance(row.get("properties"), dict):
            row["properties"] = {key: value for key, value in row["properties"].items() if key != "$elements"}
        rows.append({**_with_text_ids(row, layout), "uuid": f"row {number}"})
    return rows


def _with_text_ids(row: dict[str, Any], layout: str) -> dict[str, Any]:
    """The row with the id of its person as a column of text has it; in PostHog's own table none is empty text."""
    person = row.get("person_id")
    if person == "" and layout == EVERYTHING:
        return {**row, "person_id": None}
    return row if person is None else {**row, "person_id": str(person)}


def is_sound(event: dict[str, Any]) -> bool:
    """Whether the chain of elements is translate_regex as it should be: a statement fails on one that is not."""
    properties = event.get("properties")
    in_properties = properties.get("$elements_chain") if isinstance(properties, dict) else None
    pieces = (event.get("elements_chain") or in_properties or "").split(";")
    if not pieces[-1]:
        pieces.pop()
    remaining = iter(pieces)
    for piece in remaining:
        parts = element_parts(until_quotes_close(piece, remaining))
        if not piece or parts is None or len({key.lower() for key, _ in parts[1]}) < len(parts[1]):
            return False
    return True


@dataclass(frozen=True)
class Answer:
    """What came of asking: the actions that took each row, and what could not be said."""

    taken: dict[str, list[str]]
    skipped: dict[str, tuple[UnsupportedCondition, ...]]


def ask(engine: Engine, actions: Actions, now: datetime, layout: str = EVERYTHING) -> Answer | None:
    """The actions of each row of the table; None where no action can be said."""
    try:
        said: Statement = statement(
            actions, actions.actions, Request(engine.name, layout, select="events"), now, skip=True
        )
    except ActioncliError:
        return None
    taken = {str(row["uuid"]): row["matched_actions"] for row in engine.rows(said.text)}
    return Answer(taken, dict(said.skipped))  # type: ignore[arg-type]


def disagreements(
    engine: Engine, actions: Actions, rows: Sequence[dict[str, Any]], matcher: Matcher, now: datetime
) -> list[str]:
    """Where the statement and the matcher differ on the rows that are loaded; empty if nowhere."""
    answer = ask(engine, actions, now)
    if answer is None:
        return []
    found = []
    for row in rows:
        expected = [name for name in matcher(actions, row, now) if name not in answer.skipped]
        said = list(answer.taken.get(row["uuid"], []))
        if expected != said:
            found.append(f"{said} instead of {expected} for {row}")
    return found
