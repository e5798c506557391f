"""Any other JSON object: what names such as `type`, `ts` and `user_id` promise."""

from __future__ import annotations

from typing import Any

from actioncli.events.event import NOTHING, object_in
from actioncli.events.shapes.base import (
    Example,
    Lookup,
    Section,
    Shape,
    first,
    has,
    in_code,
    is_number,
    is_text,
    rest,
)
from actioncli.events.shapes.posthog import PERSON, PERSON_ID
from actioncli.records.record import Record, is_list, is_object

NAMES = ("event", "event_name", "eventName", "event_type", "name", "type", "action")
GENERAL = ("name", "type", "action")
"""Names that things other than events have too."""
TIMES = ("timestamp", "time", "ts", "@timestamp", "created_at", "event_time", "date")
USERS = ("distinct_id", "user_id", "userId", "anonymous_id", "anonymousId", "uid", "session_id", "user.id")
IDENTIFIERS = ("uuid", "event_id", "eventId", "message_id", "messageId", "insert_id", "$insert_id")
"""What tells copies of an event. An `id` may be that of a user, an order or anything else."""
URLS = ("$current_url", "current_url", "url", "page_url", "page_location")


def is_event(record: Record) -> bool:
    """Whatever has a name."""
    return EVENT.read(record) is not None


def _name_key(record: Record) -> str | None:
    """The first key whose text is a name; a general one only beside a time or a user, and not beside an `event`.

    A row of persons or of totals has no name.
    """
    own = record.get("event")
    if is_name(own):
        return "event"
    general = not (is_object(own) or is_list(own))
    for key in () if has(record, "distinct_ids") or _is_total(record) else NAMES[1:]:
        if is_name(record.get(key)):
            return key if key not in GENERAL or (general and _is_dated(record)) else None
    return "event" if own == "" else None


def is_name(value: object) -> bool:
    """Whether a value is a name: text that is not a number, which would be a code."""
    return is_text(value) and not is_number(value)


def _is_total(record: Record) -> bool:
    """Whether a row says how many visitors there were, as the totals of Plausible and its like do."""
    return has(record, "visitors") and any(has(record, key) for key in ("events", "pageviews", "visits"))


def _is_dated(record: Record) -> bool:
    return TIME.read(record) is not None or USER.read(record) is not None


def _name(record: Record) -> Any:
    key = _name_key(record)
    return None if key is None else record.get(key)


EVENT = Lookup(_name, in_code(tuple((key,) for key in NAMES)), _name_key, frozenset(NAMES))
TIME = first(*(f'"{key}"' for key in TIMES))
USER = first(*USERS)
FLAT = rest(EVENT, TIME, USER)


def nested(record: Record) -> Record | None:
    """The properties of a line that keeps them apart."""
    return object_in(record.get("properties"))


def _properties(record: Record) -> Record:
    found = nested(record)
    return FLAT.read(record) if found is None else found


def _url(record: Record) -> Any:
    for place in (nested(record) or NOTHING, record):
        for key in URLS:
            found = place.get(key)
            if found is not None and found != "":
                return found
    return None


PROPERTIES = Section(_properties, ("`properties`", "else the other keys of the line"))
URL = Lookup(_url, (*in_code(tuple((key,) for key in URLS)), "of `properties` first"))

PLAIN = Shape(
    "json",
    "any other JSON object",
    "a text that is no number under one of the event's names; under `name`, `type` or `action` only beside a time or a "
    "user, and if `event` is no object",
    is_event,
    (),
    event=EVENT,
    timestamp=TIME,
    distinct_id=USER,
    uuid=first("uuid", "id"),
    repeated=first(*IDENTIFIERS),
    url=URL,
    properties=PROPERTIES,
    person=PERSON,
    person_id=PERSON_ID,
    note="An object without such a name, with `distinct_ids` (a row of persons), or with `visitors` and `events`, "
    "`pageviews` or `visits` (a row of totals) is not an event, and is skipped. To use a name that is a number or an "
    "object, map it with `source:`.",
    examples=(
        Example(
            {
                "type": "signup",
                "ts": 1741912549.921,
                "user_id": "",
                "session_id": "s1",
                "url": "https://example.com/signup",
                "plan": "pro",
            },
            "signup",
            "2025-03-14T00:35:49.921000+00:00",
            "s1",
            "https://example.com/signup",
            properties={"plan": "pro", "url": "https://example.com/signup"},
        ),
        Example(
            {"action": "login", "@timestamp": "2025-03-14T00:35:49.921Z", "uid": "u1", "properties": {"sso": True}},
            "login",
            "2025-03-14T00:35:49.921Z",
            "u1",
            properties={"sso": True},
        ),
    ),
)
