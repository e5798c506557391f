"""Logs of the Node loggers pino and bunyan, whose lines are similar."""

from __future__ import annotations

from typing import Any

from actioncli.events.shapes.base import Example, Lookup, Shape, first, has, is_text, rest
from actioncli.records.record import Record

NAMES = ("event", "msg")


def _name_key(record: Record) -> str | None:
    """The first key that holds a text."""
    return next((key for key in NAMES if is_text(record.get(key))), None)


def _name(record: Record) -> Any:
    key = _name_key(record)
    return None if key is None else record.get(key)


EVENT = Lookup(_name, ("`event`", "`msg`"), _name_key, frozenset(NAMES))
TIME = first("time")
USER = first("userId", "user.id")


def _is_log(record: Record) -> bool:
    level = record.get("level")
    return isinstance(level, int | float) and not isinstance(level, bool) and has(record, "pid", "hostname", "msg")


def is_bunyan(record: Record) -> bool:
    """A line with the version of its format."""
    return record.get("v") == 0 and has(record, "name") and _is_log(record)


BUNYAN = Shape(
    "bunyan",
    "bunyan",
    "the fields of pino, and `name` and `v`: 0",
    is_bunyan,
    ("v",),
    event=EVENT,
    timestamp=TIME,
    distinct_id=USER,
    url=first("req.url"),
    properties=rest(EVENT, TIME, USER),
    examples=(
        Example(
            {
                "name": "shop",
                "hostname": "web-1",
                "pid": 7,
                "level": 30,
                "msg": "order placed",
                "time": "2025-03-14T00:35:49.921Z",
                "v": 0,
                "user": {"id": "u1"},
                "req": {"url": "/cart"},
            },
            "order placed",
            "2025-03-14T00:35:49.921Z",
            "u1",
            "/cart",
            properties={"level": 30, "name": "shop"},
        ),
    ),
)

PINO = Shape(
    "pino",
    "pino",
    "a numeric `level`, and `pid`, `hostname` and `msg`",
    _is_log,
    ("level",),
    event=EVENT,
    timestamp=TIME,
    distinct_id=USER,
    url=first("req.url"),
    properties=rest(EVENT, TIME, USER),
    examples=(
        Example(
            {
                "level": 30,
                "time": 1741912549921,
                "pid": 7,
                "hostname": "web-1",
                "msg": "a request",
                "event": "signed up",
                "userId": "u1",
                "plan": "pro",
            },
            "signed up",
            "2025-03-14T00:35:49.921000+00:00",
            "u1",
            properties={"plan": "pro", "msg": "a request"},
        ),
    ),
)
