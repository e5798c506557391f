"""The layouts of Segment and of flat JSON. What `fits` asks of a record rules out every other shape (`shapes`)."""

from __future__ import annotations

from actioncli.events.layouts import (
    POSTHOG,
    TOP,
    Clause,
    Layout,
    Nested,
    Source,
    at_top,
    common_fields,
    elements_at,
    require,
)
from actioncli.events.shapes.plain import GENERAL, IDENTIFIERS, NAMES, TIMES, URLS, USERS
from actioncli.events.shapes.segment import CALLS


def _without(*keys: str) -> tuple[Clause, ...]:
    return tuple(require(key, "no-value") for key in keys)


def _not_together(*keys: str) -> Clause:
    """One of the keys has no value."""
    return tuple(one for key in keys for one in require(key, "no-value"))


_TOP = Nested(None, "")
_CALLS = tuple(sorted(CALLS))
_PROPERTIES, _TRAITS, _CONTEXT, _CONTEXT_TRAITS, _PAGE = 1, 2, 3, 4, 5

SEGMENT = Layout(
    "segment",
    sections=(
        _TOP,
        Nested(TOP, "properties", text=True),
        Nested(TOP, "traits", text=True),
        Nested(TOP, "context", text=True),
        # The traits of a call are those of the person, but those of a group are not.
        Nested(_CONTEXT, "traits", text=True, fallback=(TOP, "traits")),
        Nested(_CONTEXT, "page", text=True),
    ),
    fits=(
        require("type", "one-of", *_CALLS),
        require("messageId", "value"),
        require("elements_chain", "no-key"),
        *_without("uuid", "elements", "EVENT"),
    ),
    names=(
        ((require("type", "one-of", "track"), require("event", "text")), at_top("event")),
        ((require("type", "none-of", "track") + require("event", "no-value"),), at_top("type")),
    ),
    time=at_top("timestamp", "originalTimestamp", "sentAt", "receivedAt", skip_empty=True),
    person=Source(()),
    distinct=at_top("userId", "anonymousId", skip_empty=True),
    uuid=at_top("messageId", skip_empty=True),
    fields={
        "url": Source(((_PAGE, "url"), (_PROPERTIES, "url"), (_PAGE, "tab_url")), skip_empty=True),
        "distinct_id": at_top("userId", "anonymousId", skip_empty=True),
        "uuid": at_top("messageId", skip_empty=True),
        "timestamp": at_top("timestamp", "originalTimestamp", "sentAt", "receivedAt", skip_empty=True),
        **common_fields(_PROPERTIES),
    },
    elements=elements_at(_PROPERTIES),
    properties=(_PROPERTIES, _TRAITS),
    persons=(_CONTEXT_TRAITS,),
    columns=("context", "name", "category", "channel", "groupId"),
    reads=(_not_together("properties", "traits"),),
    undots=True,
)
"""Segment's and RudderStack's calls."""

_USERS = tuple(key for key in USERS if key != "user.id")
_PERSON, _OBJECT, _INNER, _USER, _NESTED = 1, 2, 3, 4, 5

_WITHOUT_EVENT = (require("event", "no-value"), *_without("distinct_ids", "visitors"))
"""Under these, a name is looked for under other keys."""
_DATED = (
    tuple(one for key in (*TIMES, *_USERS) for one in require(key, "filled"))
    + require("id", "filled", section=_USER)
)  # fmt: skip

_NO_OTHER_SHAPE = (
    require("elements_chain", "no-key"),  # posthog
    *_without("EVENT"),  # posthog-dump
    require("type", "none-of", *_CALLS) + require("messageId", "no-value"),  # segment
    require("type", "none-of", *_CALLS) + require("anonymousId", "no-value"),
    *_without("event_text", "received_at"),  # segment-tables
    *(
        _not_together("time", key)  # mixpanel-tables
        for key in ("mp_event_name", "insert_id", "mp_reserved_insert_id", "mp_insert_id", "mp_reserved_current_url")
    ),
    _not_together("event_type", "event_time"),  # amplitude
    _not_together("event_type", "event_properties"),
    *_without("collector_tstamp", "eventType"),  # snowplow, vercel
    _not_together("event_name", "event_params"),  # ga4
    _not_together("event_name", "event_timestamp"),
    *_without("resourceLogs", "timeUnixNano", "observedTimeUnixNano"),  # otlp
    *_without("specversion"),  # cloudevents
    require("@timestamp", "no-value") + require("event", "no-object"),  # ecs
    *_without("website_id", "websiteId", "actionDetails", "site_id", "added_iso", "added_unix"),  # umami and others
    _not_together("event_id", "session_id", "user_id", "time"),  # heap
    _not_together("level", "pid", "hostname", "msg"),  # bunyan, pino
)


def _flat(properties: int, fits: tuple[Clause, ...], reads: tuple[Clause, ...], more: tuple[Nested, ...]) -> Layout:
    """The layout of any JSON object, given the object that holds the properties."""
    places = (TOP,) if properties == TOP else (properties, TOP)
    distinct = Source((*at_top(*_USERS).keys, (_USER, "id")), skip_empty=True)
    return Layout(
        "json",
        sections=(
            _TOP,
            *POSTHOG.sections[2:4],
            Nested(_OBJECT, "properties", text=True),
            Nested(TOP, "user", text=True),
            *more,
        ),
        fits=(*_NO_OTHER_SHAPE, *fits),
        names=(
            ((require("event", "name"),), at_top("event")),
            *(
                ((*_WITHOUT_EVENT, require(key, "name"), *([_DATED] if key in GENERAL else ())), at_top(key))
                for key in NAMES[1:]
            ),
        ),
        time=at_top(*TIMES, skip_empty=True),
        person=Source(((TOP, "person_id"), (_OBJECT, "id"), (_OBJECT, "uuid")), skip_empty=True),
        distinct=distinct,
        uuid=at_top(*IDENTIFIERS, skip_empty=True),
        fields={
            "url": Source(tuple((section, key) for section in places for key in URLS), skip_empty=True),
            "distinct_id": distinct,
            "uuid": at_top("uuid", "id", skip_empty=True),
            "timestamp": at_top(*TIMES, skip_empty=True),
            **common_fields(properties),
        },
        elements=elements_at(properties),
        properties=(properties,),
        persons=(_PERSON, _INNER),
        reads=reads,
        undots=True,
    )


FLAT = _flat(
    TOP,
    tuple(  # posthog
        require("event", "no-value") + require("properties", "no-key") + require(key, "no-value")
        for key in ("elements", "uuid")
    ),
    (require("properties", "no-value"),),
    (),
)
"""A line of JSON whose keys are its properties."""

NESTED = _flat(
    _NESTED,
    (
        *(
            require("event", "no-value") + require(key, "no-value")  # posthog
            for key in ("elements", "uuid")
        ),
        *(
            # posthog-capture
            require("event", "no-value") + require("messageId", "value") + require(key, "no-value", section=section)
            for section, key in (
                (TOP, "distinct_id"),
                (TOP, "$distinct_id"),
                (_NESTED, "distinct_id"),
                (_NESTED, "token"),
            )
        ),
        _not_together("eventName", "uuid"),  # posthog-dump
        require("event", "no-value") + require("time", "no-value", section=_NESTED),  # mixpanel
    ),
    (require("properties", "object"),),
    (Nested(TOP, "properties", text=True),),
)
"""A line of JSON that keeps its properties apart."""

FURTHER = (SEGMENT, FLAT, NESTED)
